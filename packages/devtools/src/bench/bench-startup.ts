import { actionNames } from '@fairlead/core';
import { buildBundles } from '../build/build-bundles.ts';
import { showTable } from '../system/table.ts';
import { measureStartup } from './measure-startup.ts';

const ROUNDS = 9;

/** How long each bundle takes to start, as a ratio to Node alone in the same run. Gives what to print. */
export async function benchStartup(root: string, tell: (line: string) => void): Promise<readonly string[]> {
  await buildBundles({ root, bundles: actionNames, tell });
  const found = await measureStartup(root, ROUNDS);
  const rows = found.map(({ name, ms, ratio }) => [name, ms.toFixed(0), ratio.toFixed(2)]);
  const table = showTable(['start-up', 'median ms', 'ratio'], rows, ['left', 'right', 'right']);
  return ['', ...table, '', `${ROUNDS} rounds on Node ${process.versions.node}`];
}
