/** The lines of a go.mod or go.work that a build needs to know (https://go.dev/ref/mod#go-mod-file-grammar). */
export interface ModFile {
  /** Module path; undefined in a go.work. */
  readonly module: string | undefined;
  /** The `go` line: the oldest Go that will do. */
  readonly go: string | undefined;
  /** The `toolchain` line: the Go that the module's authors would like. */
  readonly toolchain: string | undefined;
  /** Folders of a go.work's `use` lines, as written. */
  readonly use: readonly string[];
}

/** Reads a go.mod or go.work. Lines that it does not know are left alone. */
export function parseModFile(text: string): ModFile {
  const found: { module?: string; go?: string; toolchain?: string } = {};
  const use: string[] = [];
  let block: string | undefined;
  for (const raw of text.split('\n')) {
    const words = splitWords(raw);
    const first = words[0];
    if (first === undefined) continue;
    if (block !== undefined) {
      if (first === ')') block = undefined;
      else if (block === 'use') use.push(first);
      else if (block === 'module') found.module = first;
      continue;
    }
    const second = words[1];
    if (second === undefined) continue;
    if (second === '(') block = first;
    else if (first === 'use') use.push(second);
    else if (first === 'module' || first === 'go' || first === 'toolchain') found[first] ??= second;
  }
  return { module: found.module, go: found.go, toolchain: found.toolchain, use };
}

function splitWords(line: string): string[] {
  const bare = line.replace(/(^|\s)\/\/.*$/, '');
  return [...bare.matchAll(/"([^"]*)"|`([^`]*)`|\(|\)|[^\s()]+/g)].map(
    (match) => match[1] ?? match[2] ?? match[0],
  );
}
