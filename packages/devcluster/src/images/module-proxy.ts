import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError } from '@fairlead/core';
import { withProgress } from '../progress.ts';
import { makeOnce } from '../system/make-once.ts';
import { markUsed } from '../tools/cache.ts';
import { type GoToolchain, goEnvironment, runGo } from '../tools/go.ts';
import type { Toolbox } from '../tools/toolbox.ts';

/** A folder that serves Go modules to builds without a network. */
export interface ModuleProxy {
  readonly folder: string;
  /** Value for GOPROXY: `file://…`. */
  readonly url: string;
  /** Hash of the go.mod and go.sum files that it serves. */
  readonly key: string;
}

/**
 * A proxy folder with what the go.mod and go.sum of the modules (folders) need, downloaded once and checked against
 * go.sum. Builds use it with `GOPROXY` set to its address and `GOSUMDB=off`.
 */
export async function ensureModuleProxy(modules: readonly string[], toolbox: Toolbox): Promise<ModuleProxy> {
  const folders = modules.map((module) => resolve(module));
  const key = await hashModules(folders);
  const target = join(toolbox.cacheDir, `modules-${key}`);
  const folder = join(target, 'proxy');
  const proxy = { folder, url: pathToFileURL(folder).href, key };
  if (existsSync(target)) {
    await markUsed(target);
    return proxy;
  }
  const go = await toolbox.go();
  const make = () => makeOnce(target, (half) => download(folders, half, go, toolbox));
  await withProgress(toolbox.progress, 'downloading Go modules', make, (made) => made);
  return proxy;
}

async function hashModules(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    if (!existsSync(join(folder, 'go.mod'))) {
      throw new InputError([{ input: 'modules', value: folder, problem: 'has no go.mod' }]);
    }
    for (const file of ['go.mod', 'go.sum']) {
      const path = join(folder, file);
      hash.update(existsSync(path) ? await readFile(path) : '').update('\0');
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function download(
  folders: readonly string[],
  half: string,
  go: GoToolchain,
  toolbox: Toolbox,
): Promise<void> {
  // What the machine's own module cache has need not be downloaded again.
  const proxies = [pathToFileURL(join(go.moduleCache, 'cache', 'download')).href, go.proxy];
  const modules = join(half, 'modules');
  const env = {
    ...goEnvironment(toolbox.env),
    GOMODCACHE: modules,
    GOPROXY: proxies.filter(Boolean).join(','),
    GOFLAGS: '-modcacherw',
  };
  for (const cwd of folders)
    await runGo(`downloading the modules of ${cwd}`, ['mod', 'download'], { cwd, env });
  const downloaded = join(modules, 'cache', 'download');
  // A module without dependencies downloads nothing; its proxy is an empty folder.
  await mkdir(downloaded, { recursive: true });
  await rename(downloaded, join(half, 'proxy'));
  await rm(modules, { recursive: true, force: true });
}
