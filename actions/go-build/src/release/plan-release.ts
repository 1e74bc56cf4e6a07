import { isAbsolute, join, relative, resolve } from 'node:path';
import { type Files, InputError, type InputProblem, resolveInside } from '@fairlead/core';
import { executableSuffix, targetName } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import type { PlannedBinary } from '../plan/build-plan.ts';
import { checkPlaces } from '../plan/check-places.ts';
import type { Plan } from '../plan/make-plan.ts';
import { fillTemplate } from '../plan/output-paths.ts';
import { pathsOf } from '../plan/paths.ts';

/** An archive to be. */
export interface PlannedArchive {
  /** Absolute path. */
  readonly path: string;
  readonly format: 'tar.gz' | 'zip';
  readonly binaries: readonly { readonly binary: PlannedBinary; readonly name: string }[];
}

/** A file of the repository that goes into every archive. */
export interface ExtraFile {
  readonly absolute: string;
  /** Name in the archive. */
  readonly name: string;
}

/** What comes out of a build beside its binaries. */
export interface ReleasePlan {
  readonly archives: readonly PlannedArchive[];
  readonly extras: readonly ExtraFile[];
  /** Absolute path of the list of checksums. */
  readonly checksums: string | undefined;
}

/**
 * Says which archives there will be, what is in them, and where they go.
 *
 * @throws InputError when a place is taken or an extra file is not there.
 */
export async function planRelease(context: GoBuildContext, { binaries }: Plan): Promise<ReleasePlan> {
  const { inputs, files, git, workspace, workingDirectory } = context;
  const { archive, checksums: list } = inputs;
  const archives =
    archive === undefined ? [] : planArchives(archive, binaries, { workspace, workingDirectory });
  const { extras, problems } = await findExtras(files, inputs.archiveFiles ?? [], {
    workspace,
    workingDirectory,
  });
  const found = [
    ...problems,
    ...archives.flatMap((planned) => mixedTargets(planned, archive, pathsOf(workspace))),
  ];
  if (found.length > 0) throw new InputError(found);
  const look = { git, show: pathsOf(workspace), workspace };
  const checksums = list === undefined ? undefined : resolve(workingDirectory, list);
  await checkPlaces(
    files,
    archives.map(({ path }) => path),
    { ...look, input: 'archive' },
  );
  if (checksums !== undefined) await checkPlaces(files, [checksums], { ...look, input: 'checksums' });
  refuseDoubles(
    context,
    [...binaries.map(({ path }) => path), ...archives.map(({ path }) => path)],
    checksums,
  );
  return { archives, extras, checksums };
}

interface Frame {
  readonly workspace: string;
  readonly workingDirectory: string;
}

/** Binaries whose archives have one path go into one archive. */
export function planArchives(
  template: string,
  binaries: readonly PlannedBinary[],
  { workspace, workingDirectory }: Frame,
): readonly PlannedArchive[] {
  const byPath = Map.groupBy(binaries, (binary) => {
    const { package: main, target, version } = binary;
    const placed = { name: main.binary, target, dir: main.dir, moduleDir: main.module.dir, version };
    const path = resolve(workingDirectory, fillTemplate(template, placed, workspace));
    return `${path}.${formatFor(binary)}`;
  });
  return [...byPath].map(([path, group]) => ({
    path,
    format: path.endsWith('.zip') ? 'zip' : 'tar.gz',
    binaries: group.map((binary) => ({
      binary,
      name: `${binary.package.binary}${executableSuffix(binary.target)}`,
    })),
  }));
}

/** A bill of materials lies beside what is handed over: the archive that the binary is in, else the binary. */
export function sbomPlace(binary: string, name: string, archives: readonly PlannedArchive[]): string {
  const archive = archives.find(({ binaries }) => binaries.some((one) => one.binary.path === binary));
  if (archive === undefined) return `${binary}.cdx.json`;
  const stem = archive.path.replace(/\.(tar\.gz|zip)$/, '');
  return archive.binaries.length === 1 ? `${stem}.cdx.json` : `${stem}_${name}.cdx.json`;
}

function formatFor({ target }: PlannedBinary): PlannedArchive['format'] {
  return target.os === 'windows' ? 'zip' : 'tar.gz';
}

/** An archive holds one target, and each name once. */
function mixedTargets(
  { path, binaries }: PlannedArchive,
  value: string | undefined,
  show: (path: string) => string,
): readonly InputProblem[] {
  const targets = new Set(binaries.map(({ binary }) => targetName(binary.target)));
  const names = new Set(binaries.map(({ name }) => name));
  const problem =
    targets.size > 1
      ? `would put ${[...targets].join(' and ')} into ${show(path)}`
      : names.size < binaries.length
        ? `would put two binaries of one name into ${show(path)}`
        : undefined;
  if (problem === undefined) return [];
  const allowed =
    targets.size > 1 ? 'a template with {target}' : 'a template with {package}, or other packages';
  return [{ input: 'archive', ...(value === undefined ? {} : { value }), problem, allowed }];
}

async function findExtras(
  files: Files,
  written: readonly string[],
  { workspace, workingDirectory }: Frame,
): Promise<{ readonly extras: readonly ExtraFile[]; readonly problems: readonly InputProblem[] }> {
  const extras: ExtraFile[] = [];
  const problems: InputProblem[] = [];
  const refuse = (value: string, problem: string): void => {
    problems.push({ input: 'archive-files', value, problem, allowed: 'files and folders of the workspace' });
  };
  for (const value of written) {
    const absolute = resolve(workingDirectory, value);
    const way = relative(workspace, absolute);
    if (way === '' || way.startsWith('..') || isAbsolute(way) || way.split('/').includes('.git'))
      refuse(value, 'is no file or folder below the workspace');
    else if (!(await resolveInside(files, workspace, absolute)).inside)
      refuse(value, 'leads out of the workspace through a link');
    else if ((await files.stat(absolute)) === undefined) refuse(value, 'is not there');
    else extras.push(...(await listFiles(files, absolute, value.replace(/^\.\//, '').replace(/\/$/, ''))));
  }
  return { extras: [...new Map(extras.map((extra) => [extra.name, extra])).values()], problems };
}

/** A file by itself, or all below a folder; links in a folder are left out, as they may lead anywhere. */
async function listFiles(files: Files, absolute: string, name: string): Promise<readonly ExtraFile[]> {
  const there = await files.stat(absolute);
  if (there?.kind === 'file') return [{ absolute, name: name.replace(/^(\.\.\/)+/, '') }];
  if (there?.kind !== 'directory') return [];
  const found: ExtraFile[] = [];
  for (const child of await files.list(absolute)) {
    const path = join(absolute, child);
    if (child === '.git' || (await files.stat(path))?.link === true) continue;
    found.push(...(await listFiles(files, path, `${name}/${child}`)));
  }
  return found;
}

function refuseDoubles(
  { workspace }: GoBuildContext,
  paths: readonly string[],
  checksums: string | undefined,
): void {
  const seen = new Set<string>();
  for (const path of [...paths, ...(checksums === undefined ? [] : [checksums])]) {
    if (seen.has(path)) {
      const input = path === checksums ? 'checksums' : 'archive';
      const value = pathsOf(workspace)(path);
      throw new InputError([
        { input, value, problem: 'is the place of another file of this build', allowed: 'another name' },
      ]);
    }
    seen.add(path);
  }
}
