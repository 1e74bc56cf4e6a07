import { resolve } from 'node:path';
import { createProgress } from '@fairlead/devcluster';
import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { rehearseRelease } from '../release/rehearse.ts';
import { buildReleaseTree } from '../release/release-tree.ts';
import { requireReplaceable } from '../release/tree-folder.ts';
import { showTable } from '../system/table.ts';

/**
 * `release-tree`: makes a release of HEAD in a scratch repository and verifies it. `release-tree --out DIR`: writes only
 * what `uses:` needs of the checkout as it is.
 */
export async function releaseTreeCommand(args: readonly string[]): Promise<number> {
  const { options } = parseArguments(args, { options: ['out'], words: [] });
  const progress = createProgress({ write: console.log });
  if (options['out'] !== undefined) {
    const out = resolve(options['out']);
    await requireReplaceable(REPOSITORY_ROOT, { option: '--out', folder: out }); // before anything is built
    console.log(`wrote ${await buildReleaseTree({ out, progress })}`);
    return 0;
  }
  const { folder, facts, failed } = await rehearseRelease(REPOSITORY_ROOT, progress);
  const rows = facts.map(({ what, found, good }) => [good ? '✓' : '✗', what, found]);
  console.log(['', ...showTable(['', 'release', 'found'], rows, ['left', 'left', 'left'])].join('\n'));
  console.log(`\nthe files of the release are in ${folder}`);
  if (failed) console.error('✗ this is not to be released');
  return failed ? 1 : 0;
}
