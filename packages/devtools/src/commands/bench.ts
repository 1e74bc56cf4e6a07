import { actionNames } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { measureStartup } from '../bench/measure-startup.ts';
import { buildBundles } from '../build/build-bundles.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { showTable } from '../system/table.ts';

const ROUNDS = 9;

/** `bench startup`: how long each bundle takes to start, as a ratio to Node alone in the same run. */
export async function benchCommand(args: readonly string[]): Promise<number> {
  parseArguments(args, { words: ['startup'] });
  await buildBundles({
    root: REPOSITORY_ROOT,
    bundles: actionNames,
    tell: (line) => console.log(`  ${line}`),
  });
  const found = await measureStartup(REPOSITORY_ROOT, ROUNDS);
  const rows = found.map(({ name, ms, ratio }) => [name, ms.toFixed(0), ratio.toFixed(2)]);
  const table = showTable(['start-up', 'median ms', 'ratio'], rows, ['left', 'right', 'right']);
  console.log(['', ...table, '', `${ROUNDS} rounds on Node ${process.versions.node}`].join('\n'));
  return 0;
}
