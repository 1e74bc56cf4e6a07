import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { seededRandom } from '@fairlead/core';
import type { Outcome } from './bars.ts';
import type { Book } from './book.ts';
import { CHILD, type Edit, nextEdit } from './edits.ts';
import {
  type GoAnswer,
  packagesWithTests,
  prepare,
  readSources,
  runGate,
  runGo,
  type Stage,
  sorted,
} from './play.ts';

/** What is run: a part of the bench on one module. */
export interface Task {
  readonly stage: Stage;
  readonly book: Book;
  readonly seed: number;
  /** How many edits, or mutants. */
  readonly edits: number;
  readonly tell: (line: string) => void;
}

const CHECKS = { checks: 'test,coverage' } as const;
/** Every so many edits nothing of Go's own cache is believed either. */
const ANEW = 10;

/**
 * A history of edits, each beside plain `go test`: the gate really runs, and its profile is compared block by block. What
 * breaks something is taken back, as a pull request that is not merged.
 */
export async function playHistory({ stage, book, seed, edits, tell }: Task): Promise<void> {
  const { module } = stage.subject;
  const place = (at: number) => ({ part: 'history', subject: module, at });
  if (book.find(place(edits - 1)) !== undefined) return;
  await prepare(stage, CHECKS);
  const random = seededRandom(seed);
  let behind = false;
  for (let at = 0; at < edits; at++) {
    const edit = nextEdit(await readSources(stage.folder), random);
    const known = book.find<Outcome>(place(at));
    if (known !== undefined) {
      if (known.failing.length === 0) await writeAged(join(stage.folder, edit.path), edit.text, at);
      behind = true;
      continue;
    }
    // what was known was not tested here
    if (behind) await runGate(stage, { ...CHECKS, select: 'affected' });
    behind = false;
    const outcome = await playEdit(stage, edit, at);
    await book.add(place(at), outcome);
    tell(lineOf(stage, edit, outcome, `${at + 1}/${edits}`));
  }
}

async function playEdit(stage: Stage, edit: Edit, at: number): Promise<Outcome> {
  const path = join(stage.folder, edit.path);
  const before = await readFile(path, 'utf8');
  await writeAged(path, edit.text, at);
  const gate = await runGate(stage, { ...CHECKS, select: 'affected' });
  const anew = at % ANEW === ANEW - 1;
  const truth = await askGo(stage, edit, ['-covermode=set', ...(anew ? ['-count=1'] : [])]);
  if (truth.failing.length > 0) await writeAged(path, before, at + 0.5);
  return {
    ...(await judge(stage, edit, gate, truth)),
    byGo: anew ? undefined : truth.byGo,
    caught: !gate.passed,
    sameCoverage: truth.failing.length > 0 ? undefined : sorted(gate.profile) === sorted(truth.profile),
  };
}

/**
 * Faults of one file each, in the module as it was published: what the gate would run, by a dry run, beside what fails in
 * one call of `go test`. A fault is caught when one of the packages that would run fails.
 */
export async function playMutants({ stage, book, seed, edits, tell }: Task): Promise<void> {
  const { module } = stage.subject;
  const place = (at: number) => ({ part: 'mutants', subject: module, at });
  const left = Array.from({ length: edits }, (_, at) => at).filter(
    (at) => book.find(place(at)) === undefined,
  );
  if (left.length === 0) return;
  await prepare(stage, CHECKS);
  await runGo(stage, []);
  const sources = await readSources(stage.folder);
  for (const at of left) {
    const edit = nextEdit(sources, seededRandom(seed * 10_000 + at), 'mutants');
    const outcome = await playMutant(stage, edit, at);
    await book.add(place(at), outcome);
    tell(lineOf(stage, edit, outcome, `mutant ${at + 1}/${edits}`));
  }
}

async function playMutant(stage: Stage, edit: Edit, at: number): Promise<Outcome> {
  const path = join(stage.folder, edit.path);
  const { mtimeMs } = await stat(path);
  const before = await readFile(path, 'utf8');
  try {
    await writeAged(path, edit.text, at);
    const gate = await runGate(stage, { ...CHECKS, select: 'affected', 'dry-run': 'true' });
    const truth = await askGo(stage, edit, at % ANEW === ANEW - 1 ? ['-count=1'] : []);
    const would = new Set(gate.packages.filter(({ ran }) => ran).map((item) => item.package));
    return {
      ...(await judge(stage, edit, gate, truth)),
      byGo: at % ANEW === ANEW - 1 ? undefined : truth.byGo,
      caught: !gate.passed || truth.failing.some((name) => would.has(name)),
      sameCoverage: undefined,
    };
  } finally {
    await writeFile(path, before);
    await utimes(path, mtimeMs / 1000, mtimeMs / 1000);
  }
}

/** Go's own answer: what it replays is believed, but for a test whose reason it cannot see. */
async function askGo(
  stage: Stage,
  { kind }: Edit,
  flags: readonly string[],
): Promise<GoAnswer & { readonly byGo: NonNullable<Outcome['byGo']> }> {
  const own = await runGo(stage, flags);
  const hidden = kind === CHILD ? await runGo(stage, ['-count=1'], ['./probe/child']) : undefined;
  const failing = [...new Set([...own.failing, ...(hidden?.failing ?? [])])];
  const all = await packagesWithTests(stage.folder, stage.subject.module);
  return {
    ...own,
    failing,
    byGo: { ran: Math.max(0, all.size - own.replayed), caught: own.failing.length > 0 },
  };
}

async function judge(
  { folder, subject: { module } }: Stage,
  { kind, path }: Edit,
  gate: { readonly packages: readonly { readonly package: string; readonly ran: boolean }[] },
  { failing }: GoAnswer,
): Promise<Pick<Outcome, 'kind' | 'packages' | 'ran' | 'failing' | 'ownFails'>> {
  const at = dirname(path);
  const own = at === '.' ? module : `${module}/${at}`;
  const withTests = await packagesWithTests(folder, module);
  const tested = gate.packages.filter((item) => withTests.has(item.package));
  return {
    kind,
    packages: withTests.size,
    // a gate that could not list the packages has chosen none
    ran: tested.length === 0 ? withTests.size : tested.filter(({ ran }) => ran).length,
    failing,
    ownFails: failing.includes(own),
  };
}

function lineOf({ subject }: Stage, { kind, path }: Edit, outcome: Outcome, count: string): string {
  const { failing, caught, ran, packages, sameCoverage } = outcome;
  const verdict = failing.length === 0 ? 'harmless' : caught ? 'caught' : 'MISSED';
  const other = sameCoverage === false ? ', ANOTHER COVERAGE' : '';
  return `${subject.module} ${count} ${kind} in ${path}: ${verdict}, ${ran} of ${packages} ran (${failing.length} fail)${other}`;
}

/** Writes a file that is older than what Go calls new, and whose time is its own. */
async function writeAged(path: string, text: string, at: number): Promise<void> {
  await writeFile(path, text);
  await utimes(path, 1_650_000_000 + at, 1_650_000_000 + at);
}
