import { appendFile, mkdir, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';
import type { Fresh, Pace } from './bars.ts';
import type { Task } from './history.ts';
import { goEnv, prepare, readSources, runGate, type Stage } from './play.ts';
import { bringSubject } from './subjects.ts';

/** Rounds in which both ways are measured. */
const ROUNDS = 3;

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

/** A pull request that changes one package, on a fresh checkout with all caches. */
export function playChange(task: Task): Promise<void> {
  return pace(task, 'change', CHANGE, [VET, TEST, LINT], async (stage) => {
    await changeOne(stage);
    await checkOut(stage);
  });
}

/** The same code again, nothing changed. */
export function playWarm(task: Task): Promise<void> {
  return pace(task, 'warm', PLAIN, [VET, TEST], async () => {});
}

/** Nothing is compiled yet. */
export function playCold(task: Task): Promise<void> {
  const goCache = join(dirname(task.stage.folder), 'cold');
  const cold = { ...task, stage: { ...task.stage, goCache } };
  return pace(cold, 'cold', PLAIN, [VET, TEST], () => rm(goCache, { recursive: true, force: true }), 2);
}

/** Both ways in turn, each after the same preparation. */
async function pace(
  { stage, book, tell }: Task,
  part: string,
  inputs: Inputs,
  plain: readonly Argv[],
  before: (stage: Stage) => Promise<void>,
  rounds = ROUNDS,
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
      await before(stage);
      sums[side] = await ways[side]();
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

/** A change of one package, another one for each call. */
async function changeOne({ folder }: Stage): Promise<void> {
  const [path] = [...(await readSources(folder)).keys()].filter(
    (name) => /^[^_]+\/[^/_]+\.go$/.test(name) && !name.startsWith('probe/'),
  );
  if (path === undefined) return;
  const text = await readFile(join(folder, path), 'utf8');
  await appendFile(
    join(folder, path),
    `\nfunc seeded${text.length}() int { return ${text.length} }\n\nvar _ = seeded${text.length}\n`,
  );
}

/** Every file has the time of now, as after a checkout. */
async function checkOut({ folder }: Stage): Promise<void> {
  const now = new Date();
  for (const path of await readdir(folder, { recursive: true })) await utimes(join(folder, path), now, now);
}
