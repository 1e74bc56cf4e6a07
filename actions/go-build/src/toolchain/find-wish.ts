import { join, relative } from 'node:path';
import type { Files } from '@fairlead/core';
import {
  compareGoVersions,
  discoverModules,
  type GoWish,
  readGoWish,
  readToolVersions,
  requiredGo,
  wantedToolchain,
} from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';

/** A wish and who has it. */
export interface FoundWish {
  readonly wish: GoWish;
  /** `go-version`, or the file. */
  readonly from: string;
}

/**
 * Which Go the files of the repository ask for: go.work and go.mod with their toolchain lines, whichever wants most, else
 * `.go-version`, else `.tool-versions`. A `go` line without a patch release asks for the newest of its series.
 */
export async function findWish(context: GoBuildContext): Promise<FoundWish | undefined> {
  const { files, workspace, workingDirectory, childEnv } = context;
  const show = (path: string): string => relative(workspace, path);
  const gowork = childEnv['GOWORK'];
  const tree = await discoverModules(files, { from: workingDirectory, root: workspace, gowork });
  const [required, wanted] = [requiredGo(tree), wantedToolchain(tree)];
  const most =
    wanted !== undefined &&
    (required === undefined || compareGoVersions(wanted.version, required.version) > 0)
      ? wanted
      : required;
  const wish = most === undefined ? undefined : readGoWish(most.version.text);
  if (most !== undefined && wish !== undefined) return { wish, from: show(most.file) };
  return findInFiles(files, [...new Set([workingDirectory, workspace])], show);
}

async function findInFiles(
  files: Files,
  folders: readonly string[],
  show: (path: string) => string,
): Promise<FoundWish | undefined> {
  for (const folder of folders)
    for (const [name, read] of VERSION_FILES) {
      const path = join(folder, name);
      if ((await files.stat(path))?.kind !== 'file') continue;
      const wish = readGoWish(read(await files.readText(path)) ?? '');
      if (wish !== undefined) return { wish, from: show(path) };
    }
  return undefined;
}

const VERSION_FILES: readonly (readonly [string, (text: string) => string | undefined])[] = [
  ['.go-version', (text) => text.split('\n')[0]],
  ['.tool-versions', readToolVersions],
];
