import type { GoModule, GoVersion, PackageFiles } from '@fairlead/go';

/** One module and how the go command is run for it. */
export interface ModulePlan {
  readonly module: GoModule;
  /** Folder in which the go command runs: the module's, or the working directory inside of it. */
  readonly cwd: string;
  /** Environment of the go command; switches the workspace off for a module that its go.work does not use. */
  readonly env: Readonly<Record<string, string>>;
  /** The patterns that match something in this module. */
  readonly patterns: readonly string[];
  readonly packages: readonly PackageFiles[];
  /**
   * Import paths of folders of which no Go file can be read. The go command fails at them, so they are asked for with
   * whatever part of the packages: among the others nobody would miss them.
   */
  readonly unreadable: readonly string[];
}

/** A Go file that build constraints keep out of vet, tests and coverage. */
export interface LeftOutFile {
  /** Relative to the workspace. */
  readonly file: string;
  /** What keeps it out, in words. */
  readonly why: string;
}

/** One of several runs that share the packages. Counts from 1. */
export interface ShardNumber {
  readonly index: number;
  readonly count: number;
}

/** The environment that a run has. */
export interface ChosenEnvironment {
  readonly name: string;
  /** Path of the file as the user wrote it. */
  readonly file: string;
  /** Values of the file by name of the variable. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables of the file that the step has set itself: its values stay. */
  readonly kept: readonly string[];
}

/** What will be judged. */
export interface Plan {
  readonly go: GoVersion;
  /** The gofmt of the Go in use, before any other on PATH. */
  readonly gofmt: string;
  /** Environment of tools that do not care about modules. */
  readonly toolEnv: Readonly<Record<string, string>>;
  /** GOFLAGS as the go command reads it, from the environment or its own settings. */
  readonly goflags: string;
  /** Folders that Go writes to without saying when it cannot. */
  readonly caches: readonly string[];
  readonly modules: readonly ModulePlan[];
  /** Every Go file below the working directory, relative to the workspace. */
  readonly goFiles: readonly string[];
  readonly leftOut: readonly LeftOutFile[];
  /** What is surely not meant, one sentence each. */
  readonly doubts: readonly string[];
  /** Folders with tests whose code needs a C compiler that is not there, relative to the workspace. */
  readonly needCompiler: readonly string[];
  /** What the tests run against, where a file says it; its variables stand in `env` of each module. */
  readonly environment?: ChosenEnvironment | undefined;
  /** The part of the packages that runs here, where several runs share them. */
  readonly shard?: { readonly shard: ShardNumber; readonly identity: string };
}

/** The plan with some of its packages, asked for by name; a module of which nothing is left is left out. */
export function withPackages(plan: Plan, isWanted: (item: PackageFiles) => boolean): Plan {
  const modules = plan.modules.flatMap((part): ModulePlan[] => {
    const packages = part.packages.filter(isWanted);
    if (packages.length === part.packages.length) return [part];
    const named = nameAll(part, packages);
    return named.patterns.length === 0 ? [] : [named];
  });
  return { ...plan, modules };
}

/** A module with these of its packages, each by its name, and with what cannot be read. */
export function nameAll(part: ModulePlan, packages: readonly PackageFiles[]): ModulePlan {
  return {
    ...part,
    packages,
    patterns: [...packages.map(({ importPath }) => importPath), ...part.unreadable],
  };
}

/** All packages of a plan. */
export function packagesOf(plan: Pick<Plan, 'modules'>): readonly PackageFiles[] {
  return plan.modules.flatMap((part) => part.packages);
}
