import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError } from '../errors.ts';
import { withProgress } from '../progress.ts';
import { run } from '../system/run.ts';
import { endWithParent, type GoToolchain, goEnvironment } from '../tools/go.ts';
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
  const folder = join(toolbox.cacheDir, `goproxy-${key}`);
  const proxy = { folder, url: pathToFileURL(folder).href, key };
  if (existsSync(folder)) return proxy;
  const go = await toolbox.go();
  await withProgress(toolbox.progress, 'downloading Go modules', () =>
    download(folders, folder, go, toolbox),
  );
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
  target: string,
  go: GoToolchain,
  toolbox: Toolbox,
): Promise<void> {
  await mkdir(toolbox.cacheDir, { recursive: true });
  const half = await mkdtemp(join(toolbox.cacheDir, '.goproxy-'));
  try {
    // What the machine's own module cache has need not be downloaded again.
    const proxies = [pathToFileURL(join(go.moduleCache, 'cache', 'download')).href, go.proxy];
    const env = {
      ...goEnvironment(toolbox.env),
      GOMODCACHE: join(half, 'mod'),
      GOPROXY: proxies.filter(Boolean).join(','),
      GOFLAGS: '-modcacherw',
    };
    for (const folder of folders) await run(endWithParent(['go', 'mod', 'download']), { cwd: folder, env });
    const downloaded = join(half, 'mod', 'cache', 'download');
    // A module without dependencies downloads nothing; its proxy is an empty folder.
    await mkdir(downloaded, { recursive: true });
    if (!existsSync(target))
      await rename(downloaded, target).catch(() => cp(downloaded, target, { recursive: true }));
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
