/** Runs before the entry: sources are compiled once and not by each process, which is half of its processor time. */
const COMPILE_CACHE =
  "data:text/javascript,import{enableCompileCache}from'node:module';enableCompileCache();";

/** The command line of a Node process whose entry is a `.ts` file of this repository, run from the sources of all packages. */
export function sourceArgv(entry: string, ...words: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, `--import=${COMPILE_CACHE}`, '--conditions=fairlead-source', entry, ...words];
}
