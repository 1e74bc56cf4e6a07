import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { seededRandom } from '@fairlead/core';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';
import type { Fresh, Pace } from './bars.ts';
import { addFunction } from './edits.ts';
import type { Task } from './history.ts';
import { goEnv, prepare, readSources, runGate, type Stage } from './play.ts';
import { bringSubject } from './subjects.ts';

/** Rounds in which both ways are measured. */
const ROUNDS = 3;
/** Pull requests of each module, each of another file. */
const CHANGES = 5;

type Inputs = Readonly<Record<string, string>>;
type Argv = readonly [string, ...string[]];

const PLAIN: Inputs = { checks: 'vet,test,coverage', select: 'all' };
const CHANGE: Inputs = { checks: 'vet,staticcheck,test,coverage', select: 'affected' };
const VET: Argv = ['go', 'vet', './...'];
const TEST: Argv = ['go', 'test', '-cover', '-coverprofile=/dev/null', './...'];
const LINT: Argv = ['staticcheck', './...'];

/** The same code again, with the times of a new checkout: how many results are used. */
export async function playFresh({ stage, book, tell }: Task): Promise<void> {
  const place = { part: 'fresh', subject: stage.subject.module, at: 0 };
  if (book.find(place) !== undefined) return;
  const inputs = { checks: 'test,coverage', select: 'affected' };
  await prepare(stage, inputs);
  await bringSubject(stage.subject, stage.folder);
  await checkOut(stage);
  const { packages } = await runGate(stage, inputs);
  const found: Fresh = { packages: packages.length, reused: packages.filter(({ ran }) => !ran).length };
  await book.add(place, found);
  tell(`${stage.subject.module} fresh checkout: ${found.reused} of ${found.packages} results used`);
}

/**
 * Pull requests that change one seeded file each, on a fresh checkout with all caches. Each stands alone on the code that was
 * tested: how much depends on a file differs by as much as the modules have packages.
 */
export function playChange(task: Task): Promise<void> {
  const { stage, seed, tell } = task;
  const before: Before = async (at, side) => {
    const random = seededRandom(seed * 10_000 + at);
    const edit = addFunction(await readSources(stage.folder), random, `seeded${at}By${side}`);
    const path = join(stage.folder, edit.path);
    const text = await readFile(path, 'utf8');
    await writeFile(path, edit.text);
    await checkOut(stage);
    tell(`${stage.subject.module} change ${at + 1}, ${side}: ${edit.path}`);
    return () => writeFile(path, text);
  };
  return pace(task, { part: 'change', inputs: CHANGE, plain: [VET, TEST, LINT], before, rounds: CHANGES });
}

/** The same code again, nothing changed. */
export function playWarm(task: Task): Promise<void> {
  return pace(task, { part: 'warm', inputs: PLAIN, plain: [VET, TEST], before: async () => NOTHING });
}

/** Nothing is compiled yet. */
export function playCold(task: Task): Promise<void> {
  const goCache = join(dirname(task.stage.folder), 'cold');
  const cold = { ...task, stage: { ...task.stage, goCache } };
  const before: Before = async () => {
    await rm(goCache, { recursive: true, force: true });
    return NOTHING;
  };
  return pace(cold, { part: 'cold', inputs: PLAIN, plain: [VET, TEST], before, rounds: 2 });
}

/** Prepares one way of a round; what it gives back is done when that way has been measured. */
type Before = (at: number, side: keyof Pace) => Promise<() => Promise<void>>;
const NOTHING = async (): Promise<void> => {};

/** What is measured beside what. */
interface Contest {
  readonly part: string;
  readonly inputs: Inputs;
  readonly plain: readonly Argv[];
  readonly before: Before;
  readonly rounds?: number;
}

/** Both ways in turn, each after the same preparation. */
async function pace(
  { stage, book, tell }: Task,
  { part, inputs, plain, before, rounds = ROUNDS }: Contest,
): Promise<void> {
  const { module } = stage.subject;
  const place = (at: number) => ({ part, subject: module, at });
  const left = Array.from({ length: rounds }, (_, at) => at).filter(
    (at) => book.find(place(at)) === undefined,
  );
  if (left.length === 0) return;
  const ways: Readonly<Record<keyof Pace, () => Promise<number>>> = {
    gate: async () => {
      const { passed, seconds, log } = await runGate(stage, inputs);
      if (!passed && !log.includes('staticcheck failed'))
        throw new Problem(`the gate did not pass ${module}:\n${log.slice(-3000)}`);
      return seconds;
    },
    plain: () => runPlain(stage, plain),
  };
  await mkdir(join(dirname(stage.folder), 'home'), { recursive: true });
  if (part === 'cold') await bringSubject(stage.subject, stage.folder);
  else {
    await prepare(stage, { ...inputs, checks: 'test,coverage' });
    for (const way of Object.values(ways)) await way();
  }
  for (const at of left) {
    const sums = { gate: 0, plain: 0 };
    const order = (['gate', 'plain'] as const).toSorted((a, b) => (a < b === (at % 2 === 0) ? -1 : 1));
    for (const side of order) {
      const after = await before(at, side);
      sums[side] = await ways[side]();
      await after();
    }
    await book.add(place(at), sums);
    tell(
      `${module} ${part} ${at + 1}/${rounds}: gate ${sums.gate.toFixed(2)} s, plain ${sums.plain.toFixed(2)} s`,
    );
  }
  await rm(join(dirname(stage.folder), 'cold'), { recursive: true, force: true });
}

/** Seconds of plain commands, one after the other. What a linter finds is not looked at. */
async function runPlain(stage: Stage, plain: readonly Argv[]): Promise<number> {
  const env = { ...process.env, ...goEnv(stage) };
  const began = performance.now();
  for (const argv of plain) {
    const { code, output } = await run(argv, { cwd: stage.folder, env });
    if (code !== 0 && argv !== LINT) throw new Problem(`${argv.join(' ')} failed:\n${output.slice(-2000)}`);
  }
  return (performance.now() - began) / 1000;
}

/** Every file has the time of now, as after a checkout. */
async function checkOut({ folder }: Stage): Promise<void> {
  const now = new Date();
  for (const path of await readdir(folder, { recursive: true })) await utimes(join(folder, path), now, now);
}
