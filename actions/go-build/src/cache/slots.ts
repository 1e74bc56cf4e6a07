import { join } from 'node:path';
import { targetName } from '@fairlead/go';
import type { BuildFlags } from '../build/command.ts';
import type { Plan } from '../plan/make-plan.ts';
import { buildKey, buildKind, type CacheKey, moduleKey } from './keys.ts';
import type { SourceFacts } from './read-sources.ts';

/** Settings of the environment that change what is compiled. */
const COMPILE_SETTINGS = ['GOFLAGS', 'GOEXPERIMENT', 'GOAMD64', 'GOARM', 'GOARM64', 'GO386'];
const CGO_SETTINGS = ['CC', 'CXX', 'CGO_CFLAGS', 'CGO_CXXFLAGS', 'CGO_LDFLAGS'];

/** What is to be cached, and where it lies. */
export interface CachePlan {
  /** Compiled packages; undefined where Go keeps none. */
  readonly packages: { readonly goCache: string; readonly kind: string; readonly key: CacheKey } | undefined;
  /** Archives of modules; undefined where there is none to download. */
  readonly modules: { readonly path: string; readonly key: CacheKey } | undefined;
}

/** Decides what is cached under which keys. */
export function planCaches(plan: Plan, sources: SourceFacts, flags: BuildFlags): CachePlan {
  const { env } = plan.toolchain;
  const goCache = env['GOCACHE'] ?? '';
  const parts = {
    os: env['GOHOSTOS'] ?? '',
    arch: env['GOHOSTARCH'] ?? '',
    goVersion: plan.go.version.text,
  };
  const { lock, source } = sources;
  const key = buildKey({ ...parts, flavour: flavour(plan, flags), lock, source });
  // the archives alone: unpacking them is quick, and no read-only file is in the way of a restore
  const path = join(env['GOMODCACHE'] ?? '', 'cache', 'download');
  const downloads = plan.tree.modules.some((module) => !module.vendored);
  return {
    packages: goCache === '' || goCache === 'off' ? undefined : { goCache, kind: buildKind(parts), key },
    modules: downloads ? { path, key: moduleKey(lock) } : undefined,
  };
}

function flavour({ targets, toolchain: { env } }: Plan, flags: BuildFlags): readonly string[] {
  const settings = [...COMPILE_SETTINGS, ...(flags.cgo ? CGO_SETTINGS : [])];
  return [
    ...targets.map(targetName).sort(),
    ...[...flags.tags].sort().map((tag) => `tag ${tag}`),
    `cgo ${flags.cgo}`,
    `trimpath ${flags.trimpath}`,
    `gcflags ${flags.gcflags ?? ''}`,
    ...settings.map((name) => `${name}=${env[name] ?? ''}`),
  ];
}
