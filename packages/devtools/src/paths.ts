import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the checkout that these tools belong to. */
export const REPOSITORY_ROOT: string = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Folder of the sample service. */
export const SAMPLE: string = join(REPOSITORY_ROOT, 'test/fixtures/orders');

/** Name of the repository in `uses:` lines and links. */
export const REPOSITORY_NAME: string = 'fairlead-actions/fairlead';
