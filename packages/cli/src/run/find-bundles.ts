import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where the actions are, seen from the folder of the program: in a release tree, in a checkout from its sources or bundle. */
const PLACES = ['../actions', '../../../actions'];

/** The entries of an action's bundle, by absolute path. */
export interface ActionBundle {
  readonly main: string;
  /** Absent for an action without a post phase. */
  readonly post: string | undefined;
}

/** The bundle that belongs to this program: of the same tree and of no other. Undefined when it was not built. */
export function findBundle(programFolder: string, action: string): ActionBundle | undefined {
  const folder = PLACES.map((place) => join(programFolder, place, action, 'dist')).find((dist) =>
    existsSync(join(dist, 'main.js')),
  );
  if (folder === undefined) return undefined;
  const post = join(folder, 'post.js');
  return { main: join(folder, 'main.js'), post: existsSync(post) ? post : undefined };
}
