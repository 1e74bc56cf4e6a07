/** One line of `go test -json`. Source: `go doc test2json` and `go help buildjson`. */
export interface TestEvent {
  /** run, output, pass, fail, skip, start, build-output, build-fail, … */
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  /** Seconds. */
  readonly Elapsed?: number;
  readonly Output?: string;
  /** The package that did not build, on a package's `fail`. */
  readonly FailedBuild?: string;
  /** The package of a build event. */
  readonly ImportPath?: string;
}

/** Reads one line; undefined when it is not an event. */
export function parseTestEvent(line: string): TestEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const TEXT_KEYS = ['Package', 'Test', 'Output', 'FailedBuild', 'ImportPath'] as const;

function isEvent(value: unknown): value is TestEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Record<string, unknown>;
  return (
    typeof event['Action'] === 'string' &&
    TEXT_KEYS.every((key) => event[key] === undefined || typeof event[key] === 'string') &&
    (event['Elapsed'] === undefined || typeof event['Elapsed'] === 'number')
  );
}
