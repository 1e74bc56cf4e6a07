import { isAbsolute, join } from 'node:path';

/** What a test asked the system for: `getenv`, or `open`, `stat`, `chdir` with an absolute path. */
export interface TestInput {
  readonly kind: 'env' | 'open' | 'stat';
  /** Name of a variable or absolute path. */
  readonly name: string;
}

const MAGIC = '# test log\n';

/**
 * Reads the log that the testing package writes for `go test` (`-test.testlogfile`); undefined when it is not whole. `dir` is
 * the folder that the test begins in.
 */
export function parseTestLog(text: string, dir: string): readonly TestInput[] | undefined {
  if (!text.startsWith(MAGIC) || !text.endsWith('\n')) return undefined;
  const found = new Map<string, TestInput>();
  let here = dir;
  for (const line of text.slice(MAGIC.length).split('\n')) {
    if (line === '') continue;
    const [, verb, name = ''] = /^(getenv|open|stat|chdir) (.*)$/.exec(line) ?? [];
    if (verb === undefined) return undefined;
    const path = isAbsolute(name) ? name : join(here, name);
    if (verb === 'chdir') here = path;
    const input: TestInput =
      verb === 'getenv' ? { kind: 'env', name } : { kind: verb === 'open' ? 'open' : 'stat', name: path };
    found.set(`${input.kind} ${input.name}`, input);
  }
  return [...found.values()];
}

/** Packages whose results go test has kept, with the key of the log in GOCACHE. Go prints it with GODEBUG=gocachetest=1. */
export function findSavedLogs(stderr: string): ReadonlyMap<string, string> {
  const lines = stderr.matchAll(/^testcache: (\S+): save test ID ([0-9a-f]{64}) => /gm);
  return new Map([...lines].map(([, name = '', key = '']) => [name, key]));
}

/** Whether a line of `go test` is one that only GODEBUG=gocachetest=1 prints. */
export function isTestCacheLine(line: string): boolean {
  return line.startsWith('testcache: ');
}
