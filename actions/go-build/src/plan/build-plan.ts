import { InputError } from '@fairlead/core';
import { type Target, targetName } from '@fairlead/go';
import type { VersionVariable } from '../identity/version-variables.ts';
import type { MainPackage } from './main-packages.ts';
import { packagePattern } from './main-packages.ts';
import { type OutputRules, placeBinaries } from './output-paths.ts';
import type { OwnFlags } from './own-settings.ts';

/** One binary to be. */
export interface PlannedBinary {
  readonly package: MainPackage;
  readonly target: Target;
  readonly variables: readonly VersionVariable[];
  /** Version of its module. */
  readonly version: string;
  /** Absolute path of the result. */
  readonly path: string;
}

/** Binaries that one go command can build: same module, target, variables and flags, names that do not clash. */
export interface Batch {
  readonly target: Target;
  readonly moduleDir: string;
  readonly vendored: boolean;
  readonly variables: readonly VersionVariable[];
  /** Flags in place of those of the inputs. */
  readonly own: OwnFlags;
  readonly binaries: readonly PlannedBinary[];
}

/** All binaries, and the names that several packages share. */
export interface PlannedBinaries {
  readonly binaries: readonly PlannedBinary[];
  readonly shared: readonly string[];
}

/** What a main package is linked with. */
export interface PackageFacts {
  readonly variablesOf: (main: MainPackage) => readonly VersionVariable[];
  readonly versionOf: (main: MainPackage) => string;
}

/** Says where each binary of each target goes. @throws InputError when two would go to the same path. */
export function planBinaries(
  packages: readonly MainPackage[],
  { variablesOf, versionOf }: PackageFacts,
  rules: OutputRules,
): PlannedBinaries {
  const pairs = packages.flatMap((main) => main.targets.map((target) => ({ main, target })));
  const { paths, problems, shared } = placeBinaries(
    pairs.map(({ main, target }) => ({
      name: main.binary,
      target,
      dir: main.dir,
      moduleDir: main.module.dir,
      version: versionOf(main),
    })),
    rules,
  );
  if (problems.length > 0) throw new InputError(problems);
  const binaries = pairs.map(({ main, target }, index) => ({
    package: main,
    target,
    variables: variablesOf(main),
    version: versionOf(main),
    path: paths[index] ?? '',
  }));
  return { binaries, shared };
}

/** Groups binaries into as few go commands as possible, so that they share one load of the module graph. */
export function planBatches(binaries: readonly PlannedBinary[]): readonly Batch[] {
  const batches: { key: string; names: Set<string>; batch: Batch & { binaries: PlannedBinary[] } }[] = [];
  for (const binary of binaries) {
    const { module, name, own } = binary.package;
    const key = JSON.stringify([module.dir, targetName(binary.target), binary.variables, own.flags]);
    const open = batches.find((candidate) => candidate.key === key && !candidate.names.has(name));
    if (open !== undefined) {
      open.names.add(name);
      open.batch.binaries.push(binary);
      continue;
    }
    batches.push({
      key,
      names: new Set([name]),
      batch: {
        target: binary.target,
        moduleDir: module.dir,
        vendored: module.vendored,
        variables: binary.variables,
        own: own.flags,
        binaries: [binary],
      },
    });
  }
  return batches.map(({ batch }) => batch);
}

/** The packages of a batch as arguments of the go command. */
export function batchPatterns({ binaries }: Batch): readonly string[] {
  return binaries.map((binary) => packagePattern(binary.package));
}
