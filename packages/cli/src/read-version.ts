import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the bundle, in a release as in a checkout; one folder up where the program runs from its sources. */
const PLACES = ['package.json', '../package.json'];

/** The version of the program in this folder; undefined when nothing says it. */
export function readVersion(program: string): string | undefined {
  for (const place of PLACES) {
    const version = versionIn(join(program, place));
    if (version !== undefined) return version;
  }
  return undefined;
}

function versionIn(path: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined; // not there, or not ours
  }
}
