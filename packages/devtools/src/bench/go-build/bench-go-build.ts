import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundles } from '../../build/build-bundles.ts';
import { partsOf } from '../parts.ts';
import type { Pair } from './bars.ts';
import { generatedProgram } from './generated-program.ts';
import { playHistory } from './play-history.ts';
import type { Program } from './program.ts';
import { realProgram } from './real-program.ts';
import { renderHistory } from './render.ts';
import { medianOf } from './rounds.ts';
import { writeSetupGoWay } from './setup-go-way.ts';

const programs: Readonly<Record<Program['name'], () => Promise<Program>>> = {
  generated: generatedProgram,
  real: realProgram,
};

/** A median of fewer says little on a machine that others use too. */
const ROUNDS = 5;
/** What a large runner has; `--rate 100` is what a small one has. */
const RATE = 250;

/**
 * go-build beside the way of setup-go, through the same history of commits. The sides take turns at being first, and what
 * counts is the median of the rounds. Gives what to print. `parts`: `generated`, `real` or both; `rate`: megabytes that
 * the cache service carries in a second.
 */
export async function benchGoBuild(
  root: string,
  tell: (line: string) => void,
  wishes: {
    readonly rounds: number | undefined;
    readonly rate: number | undefined;
    readonly parts: string | undefined;
  },
): Promise<readonly string[]> {
  const { rounds = ROUNDS, rate = RATE, parts } = wishes;
  const chosen = partsOf(Object.entries(programs), parts, ([name]) => name);
  await buildBundles({ root, bundles: ['go-build'], tell });
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-bench-'));
  try {
    const script = await writeSetupGoWay(root, join(scratch, 'setup-go'));
    const lines: string[] = [];
    for (const [, open] of chosen) {
      const program = await open();
      try {
        const home = join(scratch, 'home');
        const played: (readonly Pair[])[] = [];
        for (let round = 0; round < rounds; round++) {
          tell(`${program.name} program, round ${round + 1} of ${rounds}`);
          played.push(await playHistory({ program, round, bytesPerSecond: rate * 1e6, home, script, tell }));
        }
        lines.push(
          '',
          `${program.name} program, ${rate} MB/s, median of ${rounds}`,
          ...renderHistory(medianOf(played)),
        );
      } finally {
        await program.close();
      }
    }
    return lines;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
