import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { npmPackageFolder } from '@fairlead/devcluster';
import { CHROMIUM, PROGRAM } from './chromium-package.ts';

/** Names the program of a Chromium, Chrome or Edge that is to be used. */
export const BROWSER_VARIABLE = 'FAIRLEAD_CHROMIUM';

/** On PATH under these names. Ubuntu's `chromium-browser` only tells to install something else, so it is none of them. */
const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable'];

/** Path of the browser to use: the named one, whether it is there or not, else one on PATH, else that of the cache. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env[BROWSER_VARIABLE];
  if (named !== undefined && named !== '') return named;
  const folders = (env['PATH'] ?? '').split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...places, join(npmPackageFolder(CHROMIUM, env), PROGRAM)].find((path) => existsSync(path));
}

/** How a browser can be had on a machine. */
export interface BrowserFacts {
  readonly path: string | undefined;
  readonly exists: (path: string) => boolean;
  /** Whether one can be installed into the cache: it is built for one kind of machine. */
  readonly installable: boolean;
}

/** This machine. */
export function lookForBrowser(): BrowserFacts {
  return {
    path: findBrowser(),
    exists: existsSync,
    installable: process.platform === 'linux' && process.arch === 'x64',
  };
}

/** Why there is no browser, with the remedy; undefined when there is one, or can be. */
export function whyNoBrowser({ path, exists, installable }: BrowserFacts): string | undefined {
  if (path === undefined) {
    return installable
      ? undefined
      : `it needs a browser: set ${BROWSER_VARIABLE} to the program of Chromium, Chrome or Edge; only on Linux x64 it installs one itself`;
  }
  return exists(path) ? undefined : `${BROWSER_VARIABLE}=${path}: there is no such program`;
}
