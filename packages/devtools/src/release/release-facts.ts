import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';

/** Name of the file that says what a tree was made from. */
export const RELEASE_FILE: string = 'release.json';

/** What a release was made from. */
export interface ReleaseFacts {
  /** `v1.2.3`. */
  readonly version: string;
  /** Commit of the source on main. */
  readonly source: string;
}

/** A release that is committed. */
export interface Release extends ReleaseFacts {
  /** The commit that the version's tag points to. */
  readonly commit: string;
}

/** Text of `release.json`: of the release itself, or of one action's tree, which names the release's commit too. */
export function renderReleaseFile(
  facts: ReleaseFacts & { readonly commit?: string; readonly action?: string },
): string {
  const { version, source, commit, action } = facts;
  return `${JSON.stringify({ version, action, commit, source }, undefined, 2)}\n`;
}

/** Reads a checkout's `release.json`. Throws Problem when the checkout is no release. */
export async function readReleaseFile(root: string): Promise<ReleaseFacts> {
  const text = await readFile(join(root, RELEASE_FILE), 'utf8').catch(() => {
    throw new Problem(
      `this is no checkout of a release, it has no ${RELEASE_FILE}: git checkout v1.2.3 first`,
    );
  });
  return JSON.parse(text) as ReleaseFacts;
}
