import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the checkout that these tools belong to. */
export const REPOSITORY_ROOT: string = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Name of the repository in `uses:` lines and links. */
export const REPOSITORY_NAME: string = 'fairlead-actions/fairlead';
