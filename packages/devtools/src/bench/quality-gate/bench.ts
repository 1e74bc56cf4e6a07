import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheRoot, createToolbox, tools } from '@fairlead/devcluster';
import { buildBundles } from '../../build/build-bundles.ts';
import { run } from '../../system/run.ts';
import { partsOf } from '../parts.ts';
import { type Book, openBook } from './book.ts';
import { playHistory, playMutants, type Task } from './history.ts';
import { playChange, playCold, playFresh, playWarm } from './paces.ts';
import { paceOfProfile } from './profile-pace.ts';
import { measuredOf, render } from './render.ts';
import { playShards } from './shard-parts.ts';
import { SUBJECTS } from './subjects.ts';

const SEED = 20_261_127;
/** Edits of all histories together, and mutants beside them, unless `--edits` says otherwise. */
const EDITS = 330;

/** The parts on each module, in the order in which they run. */
const PARTS: Readonly<Record<string, (task: Task) => Promise<void>>> = {
  fresh: playFresh,
  shards: playShards,
  warm: playWarm,
  change: playChange,
  cold: playCold,
  history: playHistory,
  mutants: playMutants,
};
const PROFILE = 'profile';

/** What of the bench is wanted. */
interface Wishes {
  readonly seed: number | undefined;
  readonly edits: number | undefined;
  /** Names of parts, separated by commas. */
  readonly parts: string | undefined;
}

/**
 * The gate on real modules, each with a history of seeded edits and with faults, beside plain Go. What was measured of a
 * bundle is kept in the cache folder: an interrupted bench goes on, and a part can be had after the other.
 */
export async function benchQualityGate(
  root: string,
  tell: (line: string) => void,
  { seed = SEED, edits = EDITS, parts }: Wishes,
): Promise<readonly string[]> {
  const names = partsOf([PROFILE, ...Object.keys(PARTS)], parts, (name) => name);
  await buildBundles({ root, bundles: ['quality-gate'], tell });
  const folder = join(cacheRoot(), 'bench-quality-gate');
  const path = join(folder, `${await keyOf(root, seed)}.jsonl`);
  const book = await openBook(path);
  tell(`what was measured is kept in ${path}`);
  if (names.includes(PROFILE)) await playProfile(book);
  const moduleCache = (await run(['go', 'env', 'GOMODCACHE'], { cwd: folder })).output.trim();
  const lints = names.includes('change');
  const program = lints ? (await createToolbox().ensure(tools.staticcheck)).folder : '';
  for (const [name, play] of Object.entries(PARTS).filter(([part]) => names.includes(part)))
    for (const [index, subject] of SUBJECTS.entries()) {
      const share = (at: number): number => Math.floor((edits * at) / SUBJECTS.length);
      await play({
        stage: {
          subject,
          folder: join(folder, String(index), 'module'),
          goCache: join(folder, 'build'),
          moduleCache,
          tools: program,
        },
        book,
        seed: seed + index,
        edits: share(index + 1) - share(index),
        tell: (line) => tell(`${name}: ${line}`),
      });
    }
  const modules = SUBJECTS.map(({ module, version }) => `${module}@${version}`).join(', ');
  return [...render(measuredOf(book)), '', `modules: ${modules}; seed ${seed}`];
}

/** What was measured of another bundle says nothing of this one. */
async function keyOf(root: string, seed: number): Promise<string> {
  const dist = join(root, 'actions/quality-gate/dist');
  const hash = createHash('sha256').update(JSON.stringify([seed, SUBJECTS]));
  for (const name of (await readdir(dist)).filter((one) => one.endsWith('.js')).sort())
    hash.update(await readFile(join(dist, name)));
  return hash.digest('hex').slice(0, 16);
}

async function playProfile(book: Book): Promise<void> {
  const place = { part: PROFILE, subject: '', at: 0 };
  if (book.find(place) !== undefined) return;
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-bench-'));
  try {
    await book.add(place, await paceOfProfile(scratch));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
