import { posix } from 'node:path';
import { editDistance } from '../util/suggest.ts';

/** The one place where the actions look for their settings by themselves. */
export const CONFIG_FILE = '.github/fairlead.yml';

/** Folders, in any case, where people keep such files. */
const FOLDERS: ReadonlySet<string> = new Set(['.github', 'github', '.config']);

/** What is surely meant, wherever it is. */
const MEANT = /^[._]?fairlead([._-]?config)?\.ya?ml$/i;

/** What is meant among the files of a repository's own settings: another format, or the name misspelt. */
const LIKE_IT = /^[._]?([a-z-]+)\.(ya?ml|json)$/i;

/** So many names of a workspace are looked into for a checkout. */
const MOST_FOLDERS = 100;

/** So many letters may be wrong. Swapped ones are two. */
const WRONG_LETTERS = 2;

/**
 * Looks for files that were meant as the config file and that nobody reads: `fairlead.yml` in the root,
 * `.github/fairlead.yaml`, `.github/Fairlead.yml`, and the right name below the folder that a step works in. Asks for the
 * names in a folder (relative, with slashes; `''` is the root) and gives the paths, some of which may be folders.
 *
 * Where the root is no checkout and has no config file, checkouts in it are looked into: `actions/checkout` with `path`.
 *
 * @param folder a folder to look in too, such as a working directory, with all folders on the way to it.
 */
export function* nearConfigs(folder = ''): Generator<string, readonly string[], readonly string[]> {
  const found: string[] = [];
  const roots = withParents(folder);
  let isThere = false;
  for (const root of roots) {
    const names = yield root;
    found.push(...names.filter((name) => MEANT.test(name)).map((name) => posix.join(root, name)));
    for (const own of names.filter((name) => FOLDERS.has(name.toLowerCase()))) {
      const inside = yield posix.join(root, own);
      const paths = inside.map((name) => posix.join(root, own, name));
      isThere ||= paths.includes(CONFIG_FILE);
      found.push(...paths.filter((path) => isLikeIt(posix.basename(path))));
    }
    if (root !== '' || names.includes('.git') || isThere) continue;
    for (const name of names.slice(0, MOST_FOLDERS))
      if (!roots.includes(name) && (yield name).includes('.git')) roots.push(name);
  }
  return found.filter((path) => path !== CONFIG_FILE);
}

/** What to say of one, behind its path. `there`: whether there is a file where settings are read from. */
export function nearConfigProblem(path: string, there: boolean): string {
  const state = there ? '' : ', which is not there';
  const cure = there ? 'Remove it, or say' : `Rename it to ${CONFIG_FILE}, or say`;
  // the right name below another folder: that of a service, or of a checkout beside others
  const say = path.endsWith(`/${CONFIG_FILE}`) ? 'Say' : cure;
  return `is not read: settings come from ${CONFIG_FILE} alone${state}. ${say} with the input config which file counts: ${path}, ${CONFIG_FILE} or none`;
}

function isLikeIt(name: string): boolean {
  const stem = LIKE_IT.exec(name)?.[1]?.toLowerCase();
  return MEANT.test(name) || (stem !== undefined && editDistance(stem, 'fairlead') <= WRONG_LETTERS);
}

/** The root, and each folder on the way; the root alone when the way leads out of it. */
function withParents(folder: string): string[] {
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return [''];
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}
