import { relative, resolve } from 'node:path';
import { type GoRun, parseBuildInfo } from '@fairlead/go';
import type { BuiltBinary } from '../build/put-in-place.ts';
import type { GoBuildContext } from '../context.ts';
import type { Plan } from '../plan/make-plan.ts';
import { pathsOf } from '../plan/paths.ts';
import { listDependencies } from './dependencies.ts';
import { type Made, packArchives, writeChecksums, writeMade } from './pack.ts';
import { type PlannedArchive, type ReleasePlan, sbomPlace } from './plan-release.ts';
import { writeSbom } from './sbom.ts';

/** What was made beside the binaries. */
export interface Release {
  readonly archives: readonly Made[];
  readonly sboms: readonly Made[];
  readonly checksums: Made | undefined;
  /** Sentences for the summary. */
  readonly notes: readonly string[];
}

/** Makes everything that was asked for beside the binaries, and says where it is in outputs. */
export async function makeRelease(
  context: GoBuildContext,
  plan: Plan,
  release: ReleasePlan,
  { binaries, run }: { readonly binaries: readonly BuiltBinary[]; readonly run: GoRun },
): Promise<Release> {
  const { inputs, files, workspace, host } = context;
  const show = pathsOf(workspace);
  const notes = await listDependencies(context, plan, run);
  const archives = await packArchives(release, { files, show, date: plan.identity.date });
  const sboms = inputs.sbom ? await writeSboms(context, plan, binaries, run, release.archives) : [];
  const main = archives.length > 0 ? archives : binaries.map((binary) => asMade(binary, workspace));
  const checksums =
    release.checksums === undefined
      ? undefined
      : await writeMade(
          files,
          release.checksums,
          writeChecksums(release.checksums, [...main, ...sboms]),
          show,
        );
  context.output(
    'archives',
    JSON.stringify(archives.map(({ path, size, sha256 }) => ({ path, size, sha256 }))),
  );
  context.output('sbom', sboms.map(({ path }) => path).join('\n'));
  if (checksums !== undefined) context.output('checksums', checksums.path);
  await declareArtifacts(context, host.env['GITHUB_ARTIFACTS'], main);
  return { archives, sboms, checksums, notes };
}

function asMade({ path, size, sha256 }: BuiltBinary, workspace: string): Made {
  return { path, absolute: resolve(workspace, path), size, sha256 };
}

async function writeSboms(
  { files, workspace }: GoBuildContext,
  { identity }: Plan,
  binaries: readonly BuiltBinary[],
  { exec, env: given, signal }: GoRun,
  planned: readonly PlannedArchive[],
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (const binary of binaries) {
    const path = resolve(workspace, binary.path);
    const env = { ...given, GOTOOLCHAIN: 'local' };
    const { stdout } = await exec.ask('go', ['version', '-m', path], { cwd: workspace, env, signal });
    const text = writeSbom(parseBuildInfo(stdout), binary, identity.date);
    made.push(await writeMade(files, sbomPlace(path, binary.name, planned), text, pathsOf(workspace)));
  }
  return made;
}

/** Runners that know it are told what a step has made (https://github.com/actions/runner/pull/4527). */
async function declareArtifacts(
  { files, workspace, log }: GoBuildContext,
  list: string | undefined,
  made: readonly Made[],
): Promise<void> {
  if (list === undefined || list === '' || made.length === 0) return;
  try {
    const before = (await files.stat(list))?.kind === 'file' ? await files.readText(list) : '';
    const lines = made.map(({ absolute }) => `${relative(workspace, absolute)}\n`).join('');
    await files.write(list, before === '' || before.endsWith('\n') ? before + lines : `${before}\n${lines}`);
  } catch (error) {
    log.warn(`the runner could not be told what was made (GITHUB_ARTIFACTS): ${String(error)}`);
  }
}
