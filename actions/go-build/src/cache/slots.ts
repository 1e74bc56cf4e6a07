import { join } from 'node:path';
import { targetName } from '@fairlead/go';
import type { BuildFlags } from '../build/command.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { CacheSlot } from './build-caches.ts';
import { buildKey, moduleKey } from './keys.ts';
import type { SourceFacts } from './read-sources.ts';

/** Settings of the environment that change what is compiled. */
const COMPILE_SETTINGS = ['GOFLAGS', 'GOEXPERIMENT', 'GOAMD64', 'GOARM', 'GOARM64', 'GO386'];
const CGO_SETTINGS = ['CC', 'CXX', 'CGO_CFLAGS', 'CGO_CXXFLAGS', 'CGO_LDFLAGS'];

/** The folders to cache: compiled packages, and the archives of modules where there are any to download. */
export function cacheSlots(plan: Plan, sources: SourceFacts, flags: BuildFlags): readonly CacheSlot[] {
  const { env } = plan.toolchain;
  const packages: CacheSlot = {
    name: 'packages',
    path: env['GOCACHE'] ?? '',
    key: buildKey({
      os: env['GOHOSTOS'] ?? '',
      arch: env['GOHOSTARCH'] ?? '',
      goVersion: plan.go.version.text,
      flavour: flavour(plan, flags),
      lock: sources.lock,
      source: sources.source,
    }),
  };
  const modules: CacheSlot = {
    name: 'modules',
    // the archives alone: unpacking them is quick, and no read-only file is in the way of a restore
    path: join(env['GOMODCACHE'] ?? '', 'cache', 'download'),
    key: moduleKey(sources.lock),
  };
  const downloads = plan.tree.modules.some((module) => !module.vendored);
  return [
    ...(packages.path === '' || packages.path === 'off' ? [] : [packages]),
    ...(downloads ? [modules] : []),
  ];
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
