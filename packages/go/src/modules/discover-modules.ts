import { dirname, join, relative, resolve } from 'node:path';
import type { Files } from '@fairlead/core';
import { type ModFile, parseModFile } from './mod-file.ts';

/** A Go module in the tree. Paths are absolute. */
export interface GoModule {
  readonly dir: string;
  /** Module path, for example `example.com/orders`. */
  readonly path: string;
  readonly file: ModFile;
  /** The go.work that governs it, whether or not it lists the module. */
  readonly workFile: string | undefined;
  /** Whether its dependencies are in a vendor folder. */
  readonly vendored: boolean;
}

/** A go.work and what it says. */
export interface GoWorkspace {
  /** Absolute path of the go.work file. */
  readonly path: string;
  readonly file: ModFile;
}

/** All modules that a folder has to do with. */
export interface GoTree {
  /** Modules to work on, by folder. */
  readonly modules: readonly GoModule[];
  /** Modules that their go.work does not list, so the go command refuses them. */
  readonly unlisted: readonly GoModule[];
  readonly workspaces: readonly GoWorkspace[];
}

/** Where to look. */
export interface DiscoverOptions {
  /** Folder to look in and below; the module around it counts too. */
  readonly from: string;
  /** Folder above which nothing is looked for. */
  readonly root: string;
  /** GOWORK of the environment: `off`, a path, or nothing. */
  readonly gowork?: string | undefined;
  /** GOFLAGS of the environment: `-mod=mod` or `-mod=readonly` in it leaves vendor folders unused. */
  readonly goflags?: string | undefined;
}

/** Folders that the go command leaves out, or that never hold a module of the repository's own. */
const SKIPPED = new Set(['vendor', 'testdata', 'node_modules']);

/**
 * Finds every go.mod at, below and next above a folder, and the go.work files that govern them. Links to
 * folders are not followed, as the go command does not follow them either.
 */
export async function discoverModules(files: Files, options: DiscoverOptions): Promise<GoTree> {
  const dirs = await findBelow(files, options.from);
  const above = dirs.includes(options.from)
    ? undefined
    : await findAbove(files, dirname(options.from), options.root, 'go.mod');
  const modDirs = above === undefined ? dirs : [dirname(above), ...dirs];
  const workspaces = new Map<string, GoWorkspace>();
  const modules: GoModule[] = [];
  const unlisted: GoModule[] = [];
  for (const dir of modDirs) {
    const workFile = await governingWorkFile(files, dir, options);
    if (workFile !== undefined && !workspaces.has(workFile))
      workspaces.set(workFile, { path: workFile, file: parseModFile(await files.readText(workFile)) });
    const module = await readModule(files, dir, workFile, options.goflags ?? '');
    const workspace = workFile === undefined ? undefined : workspaces.get(workFile);
    (workspace === undefined || lists(workspace, dir) ? modules : unlisted).push(module);
  }
  return { modules, unlisted, workspaces: [...workspaces.values()] };
}

/** The deepest module around an absolute path. */
export function moduleAround(modules: readonly GoModule[], path: string): GoModule | undefined {
  return modules
    .filter((module) => isInside(path, module.dir))
    .sort((a, b) => b.dir.length - a.dir.length)[0];
}

/** Whether an absolute path is a folder or in it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith('../') && !way.startsWith('/'));
}

async function findBelow(files: Files, dir: string): Promise<string[]> {
  const names = await files.list(dir);
  const found = names.includes('go.mod') ? [dir] : [];
  for (const name of names) {
    if (SKIPPED.has(name) || name.startsWith('.') || name.startsWith('_')) continue;
    const path = join(dir, name);
    const there = await files.stat(path);
    if (there?.kind === 'directory' && there.link !== true) found.push(...(await findBelow(files, path)));
  }
  return found;
}

async function findAbove(
  files: Files,
  from: string,
  root: string,
  name: string,
): Promise<string | undefined> {
  for (let dir = from; isInside(dir, root); dir = dirname(dir)) {
    const path = join(dir, name);
    if ((await files.stat(path))?.kind === 'file') return path;
    if (dir === dirname(dir)) break;
  }
  return undefined;
}

async function governingWorkFile(
  files: Files,
  dir: string,
  { root, gowork }: DiscoverOptions,
): Promise<string | undefined> {
  if (gowork === 'off') return undefined;
  if (gowork !== undefined && gowork !== '') return gowork;
  return findAbove(files, dir, root, 'go.work');
}

async function readModule(
  files: Files,
  dir: string,
  workFile: string | undefined,
  goflags: string,
): Promise<GoModule> {
  const file = parseModFile(await files.readText(join(dir, 'go.mod')));
  const vendorHome = workFile === undefined ? dir : dirname(workFile);
  const vendored =
    !/(^|\s)--?mod=(mod|readonly)(\s|$)/.test(goflags) &&
    (await files.stat(join(vendorHome, 'vendor', 'modules.txt')))?.kind === 'file';
  return { dir, path: file.module ?? '', file, workFile, vendored };
}

function lists(workspace: GoWorkspace, dir: string): boolean {
  return workspace.file.use.some((folder) => resolve(dirname(workspace.path), folder) === dir);
}
