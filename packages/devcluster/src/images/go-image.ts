import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { withProgress } from '../progress.ts';
import { halfFolder, makeOnce } from '../system/make-once.ts';
import { findProgram } from '../system/programs.ts';
import { run } from '../system/run.ts';
import { markUsed } from '../tools/cache.ts';
import { type GoToolchain, goEnvironment, runGo } from '../tools/go.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { importFolder } from './import-folder.ts';
import { ensureModuleProxy, type ModuleProxy } from './module-proxy.ts';
import { ensureStaticShell } from './shell.ts';
import { stageGoImage } from './stage.ts';

/** For which modules and which engine the image is. */
export interface GoImageOptions {
  /** Value for DOCKER_HOST of the engine that gets the image. */
  readonly dockerHost: string;
  /** Folders with a go.mod whose dependencies the image serves. */
  readonly modules: readonly string[];
  /** More names for the image beside `golang:MAJOR.MINOR`, for example `golang:1.26-alpine`. */
  readonly tags?: readonly string[];
}

/** The image that stands in for the official one where no image can be pulled. */
export interface GoImage {
  /** For example `golang:1.26`. */
  readonly image: string;
  /** The proxy that it holds; builds outside docker can use it too. */
  readonly proxy: ModuleProxy;
  /** Folder of compiled dependencies (`go build -trimpath`, without cgo); gone where only the engine still has the image. */
  readonly cache: string;
  /** Whether the engine had it already. */
  readonly kept: boolean;
}

/**
 * Gives an engine an image named like the official Go image: this machine's Go toolchain, a small shell,
 * certificates, the modules' dependencies as a file proxy, and a warm build cache. `go mod download` and `go build`
 * work in it without a network.
 */
export async function ensureGoImage(options: GoImageOptions, toolbox: Toolbox): Promise<GoImage> {
  const modules = options.modules.map((module) => resolve(module));
  const { proxy, go, key } = await planImage(modules, toolbox);
  const image = `golang:${majorMinor(go.version)}`;
  const docker = [findProgram('docker') ?? 'docker', '--host', options.dockerHost];
  const found = await run(
    [...docker, 'image', 'inspect', '--format', '{{index .Config.Labels "fairlead.key"}}', image],
    {
      allowedCodes: [1],
    },
  );
  const kept = found.code === 0 && found.stdout.trim() === key;
  if (!kept) {
    const { shell, cache } = await prepareGoImage(modules, toolbox);
    const make = (): Promise<void> => makeImage({ docker, image, key, go, shell, cache, proxy });
    await withProgress(toolbox.progress, `image ${image}`, make, () => 'made');
  }
  for (const tag of options.tags ?? []) await run([...docker, 'tag', image, tag]);
  return { image, proxy, cache: buildCacheOf(toolbox, key), kept };
}

/** What the image is made of, as files of the cache. */
export interface GoImageFiles {
  readonly proxy: ModuleProxy;
  /** Path of a static shell. */
  readonly shell: string;
  /** Folder of compiled dependencies. */
  readonly cache: string;
}

/** Puts everything into the cache that the image for these modules (folders) is made of; needs no engine. */
export async function prepareGoImage(modules: readonly string[], toolbox: Toolbox): Promise<GoImageFiles> {
  const { proxy, key } = await planImage(modules, toolbox);
  const shell = await ensureStaticShell(toolbox);
  return { proxy, shell, cache: await ensureBuildCache(modules, key, proxy, toolbox) };
}

function buildCacheOf({ cacheDir }: Toolbox, key: string): string {
  return join(cacheDir, `gocache-${key}`);
}

/** The key names all that decides what is in the image. */
async function planImage(modules: readonly string[], toolbox: Toolbox): Promise<ImagePlan> {
  const proxy = await ensureModuleProxy(modules, toolbox);
  const go = await toolbox.go();
  const hash = createHash('sha256').update(`2 ${go.version} ${go.platform} ${proxy.key}`);
  return { proxy, go, key: hash.digest('hex').slice(0, 16) };
}

interface ImagePlan {
  readonly proxy: ModuleProxy;
  readonly go: GoToolchain;
  readonly key: string;
}

/** `1.26` of `go1.26.8`. */
export function majorMinor(version: string): string {
  return /^go(\d+\.\d+)/.exec(version)?.[1] ?? 'latest';
}

interface ImageParts {
  readonly docker: readonly string[];
  readonly image: string;
  readonly key: string;
  readonly go: GoToolchain;
  readonly shell: string;
  readonly cache: string;
  readonly proxy: ModuleProxy;
}

async function makeImage(parts: ImageParts): Promise<void> {
  const stage = halfFolder(join(dirname(parts.cache), `stage-${parts.key}`));
  await rm(stage, { recursive: true, force: true });
  try {
    await stageGoImage(stage, {
      goRoot: parts.go.root,
      shell: parts.shell,
      cache: parts.cache,
      proxy: parts.proxy.folder,
    });
    const environment: Record<string, string> = {
      PATH: '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      GOLANG_VERSION: parts.go.version.replace(/^go/, ''),
      GOTOOLCHAIN: 'local',
      GOPATH: '/go',
      GOPROXY: 'file:///opt/fairlead/goproxy',
      GOSUMDB: 'off',
      GOCACHE: '/opt/fairlead/gocache',
    };
    const changes = [
      ...Object.entries(environment).map(([name, value]) => `ENV ${name}=${value}`),
      'WORKDIR /go',
      'CMD ["/bin/sh"]',
      `LABEL fairlead.key=${parts.key}`,
    ];
    await importFolder(parts.docker, stage, parts.image, changes);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/**
 * Builds the modules once with a cache of their own, so that builds in the image compile only what is new.
 * A module that does not build is no failure here: its dependencies are in the cache all the same.
 */
async function ensureBuildCache(
  modules: readonly string[],
  key: string,
  proxy: ModuleProxy,
  toolbox: Toolbox,
): Promise<string> {
  const folder = buildCacheOf(toolbox, key);
  if (existsSync(folder)) {
    await markUsed(folder);
    return folder;
  }
  const compile = async (half: string): Promise<void> => {
    const env = { ...goEnvironment(toolbox.env), GOCACHE: half, GOPROXY: `${proxy.url},off`, GOSUMDB: 'off' };
    const words = ['build', '-trimpath', './...'];
    for (const cwd of modules) await runGo(`compiling ${cwd}`, words, { cwd, env, allowedCodes: [1] });
  };
  const make = () => makeOnce(folder, compile);
  await withProgress(toolbox.progress, 'compiling Go dependencies for the image', make, (made) => made);
  return folder;
}
