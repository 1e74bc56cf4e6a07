import { appendFile, mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@fairlead/core';
import { buildBundles } from '../../build/build-bundles.ts';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';
import { showTable } from '../../system/table.ts';
import { barLine } from '../bar.ts';
import { barsOf, lowerBound, type Measured, type Outcome, type Pace, share } from './bars.ts';
import { nextEdit } from './edits.ts';
import { type Place, playEdit, readSources, runGate, runPlain } from './play.ts';
import { paceOfProfile } from './profile-pace.ts';
import { bringSubject, SUBJECTS, type Subject } from './subjects.ts';

const SEED = 20_261_127;
/** Edits of all modules together, unless `--edits` says otherwise. */
const EDITS = 330;
/** Rounds in which both ways are measured. */
const ROUNDS = 3;

/** The gate's selection on real modules, each with a history of seeded edits, against full runs. */
export async function benchQualityGate(
  root: string,
  tell: (line: string) => void,
  seed: number = SEED,
  edits: number = EDITS,
): Promise<readonly string[]> {
  await buildBundles({ root, bundles: ['quality-gate'], tell });
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-bench-'));
  const found: Measured[] = [];
  let profile: Pace;
  try {
    profile = await paceOfProfile(scratch);
    for (const [index, subject] of SUBJECTS.entries()) {
      const count =
        Math.floor((edits * (index + 1)) / SUBJECTS.length) - Math.floor((edits * index) / SUBJECTS.length);
      found.push(await tryModule(subject, scratch, count, seed + index, tell));
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return render(found, profile, seed);
}

async function tryModule(
  subject: Subject,
  scratch: string,
  edits: number,
  seed: number,
  tell: (line: string) => void,
): Promise<Measured> {
  const place: Place = {
    folder: join(scratch, 'module'),
    goCache: join(scratch, 'build'),
    moduleCache: (await run(['go', 'env', 'GOMODCACHE'], { cwd: scratch })).output.trim(),
  };
  for (const name of ['module', 'home']) await mkdir(join(scratch, name), { recursive: true });
  await bringSubject(subject, place.folder);
  // once for what both ways need of the modules, so that none of them downloads
  const base = await runGate(place, 'affected', 'test,coverage');
  if (!base.passed) throw new Problem(`${subject.module} does not pass as it is:\n${base.log.slice(-3000)}`);
  const random = seededRandom(seed);
  const outcomes: Outcome[] = [];
  for (let at = 0; at < edits; at++) {
    const edit = nextEdit(await readSources(place.folder), random);
    const outcome = await playEdit(place, edit, subject.module, at);
    outcomes.push(outcome);
    const verdict = outcome.failing.length === 0 ? 'harmless' : outcome.gatePassed ? 'MISSED' : 'caught';
    tell(
      `${subject.module} ${at + 1}/${edits} ${edit.kind} in ${edit.path}: ${verdict}, ${outcome.ran} of ${outcome.packages} ran (${outcome.failing.length} fail)`,
    );
  }
  const fresh = await tryFreshCheckout(subject, place);
  const change = await pace(place, 'affected', (round) => touchOne(place, round));
  const warm = await pace(place, 'all', async () => {});
  const cold = await pace(place, 'all', () => rm(place.goCache, { recursive: true, force: true }), 1);
  return { outcomes, fresh, change, warm, cold };
}

/** The same code again, with the times of a new checkout. */
async function tryFreshCheckout(subject: Subject, place: Place): Promise<Measured['fresh']> {
  await bringSubject(subject, place.folder);
  await runGate(place, 'affected', 'test,coverage');
  await bringSubject(subject, place.folder);
  for (const [path] of await readSources(place.folder))
    await utimes(join(place.folder, path), new Date(), new Date());
  const { packages } = await runGate(place, 'affected', 'test,coverage');
  return { packages: packages.length, reused: packages.filter(({ ran }) => !ran).length };
}

/** Both ways in turn, each after the same preparation. */
async function pace(
  place: Place,
  select: 'all' | 'affected',
  prepare: (round: number) => Promise<void>,
  rounds = ROUNDS,
): Promise<Pace> {
  const sums = { gate: 0, plain: 0 };
  const ways = [
    async () => {
      sums.gate += (await runGate(place, select)).seconds;
    },
    async () => {
      sums.plain += await runPlain(place);
    },
  ];
  for (const way of rounds > 1 ? ways : []) await way();
  if (rounds > 1) [sums.gate, sums.plain] = [0, 0];
  for (let round = 0; round < rounds; round++)
    for (const [index, way] of (round % 2 === 0 ? ways : [...ways].reverse()).entries()) {
      await prepare(round * 2 + index);
      await way();
    }
  return sums;
}

/** A change of one package, another one for each call. */
async function touchOne({ folder }: Place, round: number): Promise<void> {
  const [path] = [...(await readSources(folder)).keys()].filter(
    (name) => /^[^_]+\/[^/_]+\.go$/.test(name) && !name.startsWith('probe/'),
  );
  if (path !== undefined) await appendFile(join(folder, path), `\n// round ${round} ${Math.random()}\n`);
}

function render(found: readonly Measured[], profile: Pace, seed: number): readonly string[] {
  const outcomes = found.flatMap((one) => one.outcomes);
  const sum = (of: (one: Measured) => Pace): Pace => ({
    gate: found.reduce((total, one) => total + of(one).gate, 0),
    plain: found.reduce((total, one) => total + of(one).plain, 0),
  });
  const all: Measured = {
    outcomes,
    fresh: {
      packages: found.reduce((total, { fresh }) => total + fresh.packages, 0),
      reused: found.reduce((total, { fresh }) => total + fresh.reused, 0),
    },
    change: sum(({ change }) => change),
    warm: sum(({ warm }) => warm),
    cold: sum(({ cold }) => cold),
    profile,
  };
  const kinds = [...Map.groupBy(outcomes, ({ kind }) => kind)].map(([kind, own]) => row(kind, own));
  const head = ['change', 'edits', 'faulty', 'caught', 'packages run', 'of the changed package alone'];
  const table = showTable(
    head,
    [...kinds, row('all', outcomes)],
    ['left', 'right', 'right', 'right', 'right', 'right'],
  );
  const faulty = outcomes.filter(({ failing }) => failing.length > 0);
  const caught = faulty.filter(({ gatePassed }) => !gatePassed).length;
  const bound = (100 * lowerBound(caught, faulty.length)).toFixed(1);
  return [
    '',
    ...table,
    '',
    `${caught} of ${faulty.length} faulty changes caught: at least ${bound} % (Clopper and Pearson, one-sided 95 %)`,
    `modules: ${SUBJECTS.map(({ module, version }) => `${module}@${version}`).join(', ')}; ${outcomes.length} edits, seed ${seed}`,
    '',
    ...barsOf(all).map(barLine),
  ];
}

function row(kind: string, own: readonly Outcome[]): readonly string[] {
  const faulty = own.filter(({ failing }) => failing.length > 0);
  return [
    kind,
    String(own.length),
    String(faulty.length),
    String(faulty.filter(({ gatePassed }) => !gatePassed).length),
    `${share(own).toFixed(0)} %`,
    `${faulty.filter(({ ownFails }) => ownFails).length} of ${faulty.length}`,
  ];
}
