import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The command line of a Node process whose entry is a `.ts` file of this repository, run from the sources of all packages. */
export function sourceArgv(entry: string, ...words: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, `--import=${compileCache()}`, '--conditions=fairlead-source', entry, ...words];
}

/**
 * Runs before the entry: sources are compiled once and not by each process, which is half of its processor time. They are
 * kept in our own temporary folder: that of the process may be looked at for what it leaves.
 */
function compileCache(): string {
  const folder = JSON.stringify(join(tmpdir(), 'fairlead-compiled-sources'));
  const script = `import{enableCompileCache}from'node:module';enableCompileCache(${folder});`;
  return `data:text/javascript,${encodeURIComponent(script)}`;
}
