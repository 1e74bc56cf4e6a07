import { type ModuleSums, targetName } from '@fairlead/go';
import type { BuildFlags } from '../build/command.ts';
import type { Plan } from '../plan/make-plan.ts';
import { buildKey, buildKind, type CacheKey, moduleKey, targetKey } from './keys.ts';
import type { SourceFacts } from './read-sources.ts';

/** Settings of the environment that change what is compiled. */
const COMPILE_SETTINGS = ['GOFLAGS', 'GOEXPERIMENT', 'GOAMD64', 'GOARM', 'GOARM64', 'GO386'];

/** What is to be cached, and where it lies. */
export interface CachePlan {
  /** Compiled packages; undefined where Go keeps none. */
  readonly packages:
    | {
        readonly goCache: string;
        readonly kind: string;
        readonly key: CacheKey;
        /** Of several targets: the entries of each alone. */
        readonly parts: readonly CacheKey[];
      }
    | undefined;
  /** Modules; undefined where there is none to download. */
  readonly modules:
    | {
        readonly modCache: string;
        /** Whether they are kept in part, in a module cache of our own. */
        readonly apart: boolean;
        readonly sums: ModuleSums;
        readonly key: CacheKey;
      }
    | undefined;
}

/** Decides what is cached under which keys. `apart`: whether modules are kept in part. */
export function planCaches(plan: Plan, sources: SourceFacts, flags: BuildFlags, apart: boolean): CachePlan {
  const { env } = plan.toolchain;
  const goCache = env['GOCACHE'] ?? '';
  const parts = {
    os: env['GOHOSTOS'] ?? '',
    arch: env['GOHOSTARCH'] ?? '',
    goVersion: plan.go.version.text,
  };
  const { lock, source, imports, sums } = sources;
  const names = plan.targets.map(targetName).sort();
  const flavour = flavourOf(names, plan, flags);
  const keyOf = (targets: readonly string[]): CacheKey =>
    buildKey({ ...parts, flavour: flavourOf(targets, plan, flags), lock, source });
  const key = keyOf(names);
  const alone = names.length < 2 ? [] : names.map((name) => targetKey(keyOf([name])));
  const modCache = env['GOMODCACHE'] ?? '';
  const programs = plan.binaries.map(({ package: { importPath } }) => importPath);
  const modules = moduleKey(lock, imports, [...flavour, ...programs], apart);
  const downloads = plan.tree.modules.some((module) => !module.vendored);
  return {
    packages:
      goCache === '' || goCache === 'off'
        ? undefined
        : { goCache, kind: buildKind(parts), key, parts: alone },
    modules:
      downloads && sums.size > 0 && modCache !== '' ? { modCache, apart, sums, key: modules } : undefined,
  };
}

function flavourOf(
  targets: readonly string[],
  { toolchain: { env } }: Plan,
  flags: BuildFlags,
): readonly string[] {
  return [
    ...targets,
    ...[...flags.tags].sort().map((tag) => `tag ${tag}`),
    `cgo ${flags.cgo}`,
    `trimpath ${flags.trimpath}`,
    `gcflags ${flags.gcflags ?? ''}`,
    ...COMPILE_SETTINGS.map((name) => `${name}=${env[name] ?? ''}`),
  ];
}
