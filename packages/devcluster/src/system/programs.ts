import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where programs of the system are looked for; the system's own come before what was put in /usr/local. */
export const SYSTEM_PATH: string = '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin';

/** Full path of a program of the system; undefined when it is not there. */
export function findProgram(name: string): string | undefined {
  return SYSTEM_PATH.split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}
