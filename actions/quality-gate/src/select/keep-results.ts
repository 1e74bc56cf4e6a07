import { listSome } from '@fairlead/core';
import {
  type CoverageBlock,
  findSavedLogs,
  inputStates,
  mergeCoverageProfiles,
  readCoverageProfile,
  readSavedLog,
  type StoredProfile,
  type TestInput,
  type TestRun,
} from '@fairlead/go';
import type { Job } from '../check/check.ts';
import { changesSince } from './changes-since.ts';
import { isReused, type PackageChoice, type Selection } from './selection.ts';

/** What a run left, before what was used again was put to it. */
export interface FreshRun {
  readonly run: TestRun;
  /** Lines of the go command about what it keeps. */
  readonly cacheLines: string;
  /** Profiles of this run alone. */
  readonly profiles: readonly string[];
  /** Packages with tests that did not begin. */
  readonly absent: ReadonlySet<string>;
}

/** Keeps the results of a run for the next ones. Only what passed, and of which all that it read is known, is kept. */
export async function keepResults(job: Job, selection: Selection, fresh: FreshRun): Promise<void> {
  const { ports } = job;
  const changed = await changesSince(selection, job);
  if (changed.length > 0)
    return ports.log.info(
      `select: no result is kept: the tests changed ${listSome(changed)} in the workspace`,
    );
  const profile = await readProfile(job, fresh.profiles);
  const names = new Set(selection.choices.map(({ importPath }) => importPath));
  const strange = [...(profile?.blocks.keys() ?? [])].find((name) => !names.has(name));
  if (strange !== undefined)
    return ports.log.info(
      `select: no result is kept: the coverage profile has ${strange}, which is no package`,
    );
  const [again] = profile?.repeated ?? [];
  if (again !== undefined)
    return ports.log.info(`select: no result is kept: the coverage profile has ${again} several times`);
  const logs = findSavedLogs(fresh.cacheLines);
  const results = new Map(fresh.run.packages.map((item) => [item.name, item]));
  const tree = await selection.store.saveTree(selection.tree);
  const kept: string[] = [];
  for (const choice of selection.choices) {
    const result = results.get(choice.importPath);
    if (isReused(selection, choice) || result === undefined || choice.key === undefined) continue;
    const passed = result.outcome === 'pass' || (result.outcome === 'skip' && !choice.hasTests);
    const tests = fresh.run.tests.filter((test) => test.package === choice.importPath);
    const isWhole = tests.every(({ outcome }) => outcome === 'pass' || outcome === 'skip');
    if (!passed || !isWhole || result.cached || fresh.absent.has(choice.importPath)) continue;
    const inputs = await inputsOf(job, choice, logs, selection.goCache);
    if (inputs === undefined) continue;
    const blocks = profile?.blocks.get(choice.importPath) ?? [];
    await selection.store.save(choice.importPath, {
      ...choice.key,
      inputs,
      states: inputStates(inputs, choice.places),
      outcome: result.outcome === 'pass' ? 'pass' : 'skip',
      seconds: result.seconds,
      tests: tests.map(({ name, outcome, seconds }) => [name, outcome, seconds]),
      profile: profile === undefined ? undefined : { mode: profile.mode, blocks },
      tree,
    });
    kept.push(choice.importPath);
  }
  ports.log.debug(`select: kept the results of ${listSome(kept)}`);
}

async function inputsOf(
  { ports }: Job,
  { importPath, dir, hasTests }: PackageChoice,
  logs: ReadonlyMap<string, string>,
  goCache: string,
): Promise<readonly TestInput[] | undefined> {
  if (!hasTests) return [];
  const key = logs.get(importPath);
  return key === undefined ? undefined : readSavedLog(ports.files, goCache, key, dir);
}

/** What profiles of one run say. */
interface RunProfile extends Pick<StoredProfile, 'mode'> {
  /** Blocks by package. */
  readonly blocks: ReadonlyMap<string, CoverageBlock[]>;
  /** Blocks that stand in one profile more than once. */
  readonly repeated: readonly string[];
}

async function readProfile({ ports }: Job, paths: readonly string[]): Promise<RunProfile | undefined> {
  if (paths.length === 0) return undefined;
  const texts = await Promise.all(paths.map((path) => ports.files.readText(path)));
  const read = texts.map(readCoverageProfile);
  const { mode, blocks } = mergeCoverageProfiles(read.map(({ profile }) => profile));
  return {
    mode,
    blocks: Map.groupBy(blocks, ({ file }) => file.slice(0, Math.max(0, file.lastIndexOf('/')))),
    repeated: read.flatMap(({ repeated }) => [...repeated.keys()]),
  };
}
