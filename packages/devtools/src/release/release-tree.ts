import { resolve } from 'node:path';
import { buildBundles } from '../build/build-bundles.ts';
import { bundleNames } from '../build/bundles.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { writeReleaseTree } from './write-trees.ts';

/** A piece of work whose end is told. */
interface Piece {
  done(outcome: string): void;
  failed(reason: string): void;
}

/** Where the tree goes and where its making is told. */
export interface ReleaseTreeOptions {
  /** Folder of the tree: absent, empty, or an earlier tree, which is replaced. */
  readonly out: string;
  readonly progress?: { start(label: string): Piece };
}

/** Builds what changed and writes the release tree; gives its absolute path. Throws Problem, and InputError for the folder. */
export async function buildReleaseTree({ out, progress }: ReleaseTreeOptions): Promise<string> {
  const folder = resolve(out);
  const piece = progress?.start('release tree with all bundles');
  try {
    await buildBundles({ root: REPOSITORY_ROOT, bundles: bundleNames, tell: () => {} });
    await writeReleaseTree(REPOSITORY_ROOT, folder);
    piece?.done('built');
    return folder;
  } catch (error) {
    piece?.failed('failed');
    throw error;
  }
}
