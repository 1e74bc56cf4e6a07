import { relative, resolve } from 'node:path';
import { splitFlags, type Target } from '@fairlead/go';
import type { BatchResult, CompileOptions } from '../build/batch-result.ts';
import type { GoBuildContext } from '../context.ts';
import { overlookPrograms } from '../identity/untracked-programs.ts';
import { planBatches } from '../plan/build-plan.ts';
import type { Plan } from '../plan/make-plan.ts';
import { judgeSizes, type KnownSize, readSizes, tooLarge } from './budgets.ts';
import { readGrowth } from './read-growth.ts';
import { verifyReproducible } from './reproduce.ts';
import { runsHere, type StartedBinary, smoke } from './smoke.ts';

/** What was found out about binaries after they were built. */
export interface Findings {
  readonly started: readonly StartedBinary[];
  /** Sentences for the summary. */
  readonly notes: readonly string[];
}

/**
 * Holds what was built against what is asked of it: size, growth, whether it starts, whether it can be built again.
 *
 * @throws PolicyError BUILD_TOO_LARGE, BUILD_SMOKE_FAILED, BUILD_NOT_REPRODUCIBLE
 */
export async function verifyBinaries(
  context: GoBuildContext,
  plan: Plan,
  results: readonly BatchResult[],
  options: CompileOptions,
): Promise<Findings> {
  const { inputs } = context;
  const binaries = results.flatMap((result) => result.binaries);
  const notes: string[] = [];
  const growth = inputs.maxBinaryGrowth === undefined ? undefined : readGrowth(inputs.maxBinaryGrowth);
  const before = growth === undefined ? [] : await readBaseline(context, notes);
  const { problems, unknown } = judgeSizes(binaries, { most: inputs.maxBinarySize, growth }, before);
  if (unknown.length > 0 && before.length > 0)
    notes.push(`growth is not known of ${unknown.join(', ')}: new`);
  if (problems.length > 0) throw tooLarge(problems);
  let started: readonly StartedBinary[] = [];
  if (inputs.smokeCommand !== undefined) {
    const host = hostOf(plan);
    const names = new Set(
      plan.binaries.filter(({ target }) => runsHere(target, host)).map(({ path }) => path),
    );
    const here = binaries.filter(({ path }) => names.has(resolve(context.workspace, path)));
    started = await smoke(context, here, splitFlags(inputs.smokeCommand) ?? []);
  }
  if (inputs.verifyReproducible) {
    // what has just been built lies untracked in the repository: it must not make the second build a modified one
    const git = await overlookPrograms(context.files, plan.git);
    const env = { ...options.run.env, ...(git.state === 'ok' ? git.env : {}) };
    const again = { ...options, run: { ...options.run, env } };
    await verifyReproducible(planBatches(plan.binaries), binaries, again);
    notes.push('a second build from nothing, in another folder, gave the same bytes');
  }
  for (const note of notes) context.log.info(note);
  return { started, notes };
}

function hostOf({ toolchain: { env } }: Plan): Pick<Target, 'os' | 'arch'> {
  return { os: env['GOHOSTOS'] ?? '', arch: env['GOHOSTARCH'] ?? '' };
}

/** The sizes before; the first run has none, and says so. */
async function readBaseline(
  { files, inputs, workingDirectory, workspace, host }: GoBuildContext,
  notes: string[],
): Promise<readonly KnownSize[]> {
  const path = resolve(workingDirectory, inputs.sizeBaseline ?? '');
  const shown = relative(workspace, path);
  const text = (await files.stat(path))?.kind === 'file' ? await files.readText(path) : undefined;
  const sizes = text === undefined ? undefined : readSizes(text);
  if (sizes !== undefined) return sizes;
  const why = text === undefined ? 'is not there' : 'is no list as the output binaries has it';
  const message = `growth is not judged: size-baseline ${shown} ${why}`;
  host.annotate({ level: 'warning', message });
  notes.push(message);
  return [];
}
