import { join, resolve } from 'node:path';
import { actionNames } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { buildReleaseTree } from '../release/release-tree.ts';
import { writeMarketplaceTree } from '../release/write-trees.ts';

/** `release-tree [--out DIR] [--marketplace DIR]`: writes what users get, and one tree per action for its own listing. */
export async function releaseTreeCommand(args: readonly string[]): Promise<number> {
  const { options } = parseArguments(args, { options: ['out', 'marketplace'], words: [] });
  const out = resolve(options['out'] ?? join(REPOSITORY_ROOT, '.fairlead/release'));
  console.log(`wrote ${await buildReleaseTree({ out })}`);
  const marketplace = options['marketplace'];
  if (marketplace === undefined) return 0;
  for (const name of actionNames) {
    const folder = resolve(marketplace, name);
    await writeMarketplaceTree(REPOSITORY_ROOT, name, folder);
    console.log(`wrote ${folder}`);
  }
  return 0;
}
