import type { GoModule, GoTree } from '@fairlead/go';
import type { PlannedBinary } from '../src/plan/build-plan.ts';
import { noOwnSettings } from '../src/plan/own-settings.ts';

/** A module without a go.work. */
export function module(dir: string, path: string): GoModule {
  const file = { module: path, go: '1.26.0', toolchain: undefined, use: [] };
  return { dir, path, file, workFile: undefined, vendored: false };
}

/** A tree of modules. */
export function tree(modules: readonly GoModule[], unlisted: readonly GoModule[] = []): GoTree {
  return { modules, unlisted, workspaces: [] };
}

/** The flags that nobody has to set. */
export const flags = {
  tags: [],
  ldflags: undefined,
  gcflags: undefined,
  trimpath: true,
  strip: true,
  cgo: false,
  goflags: '',
  json: false,
  stamp: true,
};

/** A binary to be, with what a test cares about. */
export function planned(name: string, target: string, over: Partial<PlannedBinary> = {}): PlannedBinary {
  const [os = '', arch = '', variant] = target.split('/');
  const owner = module('/repo', 'example.com/x');
  const built = { os, arch, variant };
  return {
    package: {
      importPath: `example.com/x/cmd/${name}`,
      dir: `/repo/cmd/${name}`,
      name,
      binary: name,
      own: noOwnSettings,
      module: owner,
      targets: [built],
    },
    target: built,
    variables: [],
    version: 'v1.2.3',
    path: `/repo/bin/${name}`,
    ...over,
  };
}
