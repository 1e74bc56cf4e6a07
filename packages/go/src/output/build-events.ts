/** What `go build -json` says of one package at one moment (`go help buildjson`). */
export interface BuildEvent {
  readonly importPath: string;
  /** What was printed, often one line; empty for an event that is no output. */
  readonly output: string;
}

/** Reads a line of `go build -json`; undefined for what is none. */
export function readBuildEvent(line: string): BuildEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { ImportPath, Action, Output = '' } = value as Readonly<Record<string, unknown>>;
  const isEvent = typeof Action === 'string' && /^build-(output|fail)$/.test(Action);
  return isEvent && typeof ImportPath === 'string' && typeof Output === 'string'
    ? { importPath: ImportPath, output: Output }
    : undefined;
}
