import { type ModuleSums, targetName } from '@fairlead/go';
import type { BuildFlags } from '../build/command.ts';
import type { Plan } from '../plan/make-plan.ts';
import { buildKey, buildKind, type CacheKey, moduleKey } from './keys.ts';
import type { SourceFacts } from './read-sources.ts';

/** Settings of the environment that change what is compiled. */
const COMPILE_SETTINGS = ['GOFLAGS', 'GOEXPERIMENT', 'GOAMD64', 'GOARM', 'GOARM64', 'GO386'];

/** What is to be cached, and where it lies. */
export interface CachePlan {
  /** Compiled packages; undefined where Go keeps none. */
  readonly packages: { readonly goCache: string; readonly kind: string; readonly key: CacheKey } | undefined;
  /** Modules; undefined where there is none to download. */
  readonly modules:
    | { readonly modCache: string; readonly sums: ModuleSums; readonly key: CacheKey }
    | undefined;
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
  const { lock, source, imports, sums } = sources;
  const flavour = flavourOf(plan, flags);
  const key = buildKey({ ...parts, flavour, lock, source });
  const modCache = env['GOMODCACHE'] ?? '';
  const programs = plan.binaries.map(({ package: { importPath } }) => importPath);
  const modules = moduleKey(lock, imports, [...flavour, ...programs]);
  const downloads = plan.tree.modules.some((module) => !module.vendored);
  return {
    packages: goCache === '' || goCache === 'off' ? undefined : { goCache, kind: buildKind(parts), key },
    modules: downloads && sums.size > 0 && modCache !== '' ? { modCache, sums, key: modules } : undefined,
  };
}

function flavourOf({ targets, toolchain: { env } }: Plan, flags: BuildFlags): readonly string[] {
  return [
    ...targets.map(targetName).sort(),
    ...[...flags.tags].sort().map((tag) => `tag ${tag}`),
    `cgo ${flags.cgo}`,
    `trimpath ${flags.trimpath}`,
    `gcflags ${flags.gcflags ?? ''}`,
    ...COMPILE_SETTINGS.map((name) => `${name}=${env[name] ?? ''}`),
  ];
}
