/** A program that is built with Go when it is needed. */
export type ToolSpec = ModuleTool | InstallTool;

interface ToolCommon {
  /** Unique name; part of the cache folder's name. */
  readonly name: string;
  /** File name of the program. */
  readonly binary: string;
  /** Import path of its main package. */
  readonly package: string;
  readonly tags?: readonly string[];
  /** What the linker is told beside `-s -w`. */
  readonly ldflags?: readonly string[];
}

/** Built inside a folder whose go.mod and go.sum pin every dependency. */
export interface ModuleTool extends ToolCommon {
  readonly kind: 'module';
  /** Absolute path of the folder with go.mod. */
  readonly folder: string;
  /** Further names of the program, as links beside it: what it is called by tells it what to be. */
  readonly names?: readonly string[];
}

/** Built with `go install package@version`, pinned by the checksum database. */
export interface InstallTool extends ToolCommon {
  readonly kind: 'install';
  readonly version: string;
}

/** A program that is ready to run. */
export interface Tool {
  readonly name: string;
  /** Absolute path of the program. */
  readonly path: string;
  /** Folder of the program, to be put on PATH. */
  readonly folder: string;
  /** Whether it was in the cache already. */
  readonly kept: boolean;
}
