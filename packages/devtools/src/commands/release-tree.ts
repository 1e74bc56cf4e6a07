import { join, resolve } from 'node:path';
import { actionNames } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { buildReleaseTree } from '../release/release-tree.ts';
import { requireReplaceable } from '../release/tree-folder.ts';
import { writeMarketplaceTree } from '../release/write-trees.ts';

/** `release-tree [--out DIR] [--marketplace DIR]`: writes what users get, and one tree per action for its own listing. */
export async function releaseTreeCommand(args: readonly string[]): Promise<number> {
  const { options } = parseArguments(args, { options: ['out', 'marketplace'], words: [] });
  const out = resolve(options['out'] ?? join(REPOSITORY_ROOT, '.fairlead/release'));
  const marketplace = options['marketplace'];
  const listings =
    marketplace === undefined ? [] : actionNames.map((name) => [name, resolve(marketplace, name)] as const);
  // Asked for all of them before one is written.
  await requireReplaceable(REPOSITORY_ROOT, { option: '--out', folder: out });
  for (const [, folder] of listings)
    await requireReplaceable(REPOSITORY_ROOT, { option: '--marketplace', folder });
  console.log(`wrote ${await buildReleaseTree({ out })}`);
  for (const [name, folder] of listings) {
    await writeMarketplaceTree(REPOSITORY_ROOT, name, folder);
    console.log(`wrote ${folder}`);
  }
  return 0;
}
