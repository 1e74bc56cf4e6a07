import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isEmitted } from '../system/emitted.ts';

/** What tests read beside the sources. */
const COPIED = [
  'packages',
  'actions',
  'test',
  '.github',
  '.gitignore',
  'biome.json',
  'package.json',
  'tsconfig.action.json',
  'tsconfig.base.json',
  'tsconfig.package.json',
  'vitest.config.ts',
  'workflows-examples',
];

/**
 * A copy of the checkout in which sources may be changed, so that a run that is killed leaves nothing changed: foreign
 * packages are links to the installed ones, our own are links into the copy.
 */
export async function makeScratchCheckout(root: string): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-mutate-'));
  for (const name of COPIED) {
    const filter = (path: string): boolean => !isEmitted(root, path);
    await cp(join(root, name), join(scratch, name), { recursive: true, filter });
  }
  await mkdir(join(scratch, 'node_modules/@fairlead'), { recursive: true });
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (name !== '@fairlead')
      await symlink(join(root, 'node_modules', name), join(scratch, 'node_modules', name));
  }
  for (const [group, prefix] of [
    ['packages', ''],
    ['actions', 'action-'],
  ] as const) {
    for (const name of await readdir(join(scratch, group)))
      await symlink(join(scratch, group, name), join(scratch, 'node_modules/@fairlead', `${prefix}${name}`));
  }
  return scratch;
}

/** Removes a copy. */
export async function removeScratchCheckout(scratch: string): Promise<void> {
  await rm(scratch, { recursive: true, force: true });
}
