import type { GoModule, GoPackage, GoVersion } from '@fairlead/go';

/** One module and how the go command is run for it. */
export interface ModulePlan {
  readonly module: GoModule;
  /** Folder in which the go command runs: the module's, or the working directory inside of it. */
  readonly cwd: string;
  /** Environment of the go command; switches the workspace off for a module that its go.work does not use. */
  readonly env: Readonly<Record<string, string>>;
  /** The patterns that match something in this module. */
  readonly patterns: readonly string[];
  readonly packages: readonly GoPackage[];
}

/** What will be judged. */
export interface Plan {
  readonly go: GoVersion;
  /** Folder of the Go installation. */
  readonly goroot: string;
  /** GOFLAGS as the go command reads it, from the environment or its own settings. */
  readonly goflags: string;
  readonly modules: readonly ModulePlan[];
}
