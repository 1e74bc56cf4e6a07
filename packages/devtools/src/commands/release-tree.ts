import { join, resolve } from 'node:path';
import { actionNames } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { buildReleaseTree } from '../release/release-tree.ts';
import { writeMarketplaceTree } from '../release/write-trees.ts';

/** `release-tree [--out DIR]`: writes `DIR/tree` and `DIR/marketplace/NAME` for every action. */
export async function releaseTreeCommand(args: readonly string[]): Promise<number> {
  const { options } = parseArguments(args, { options: ['out'], words: [] });
  const out = resolve(options['out'] ?? join(REPOSITORY_ROOT, '.fairlead/release'));
  console.log(`wrote ${await buildReleaseTree({ out: join(out, 'tree') })}`);
  for (const name of actionNames) {
    const folder = join(out, 'marketplace', name);
    await writeMarketplaceTree(REPOSITORY_ROOT, name, folder);
    console.log(`wrote ${folder}`);
  }
  return 0;
}
