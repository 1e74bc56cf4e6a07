import { readFileSync } from 'node:fs';
import type { TestPart } from './list-test-graph.ts';

/** What a package does past Go's test log. */
export interface Unlogged {
  /** It reads the environment as a whole. */
  readonly variables: boolean;
  /** It gets at files in a way that is not logged; undefined when it does not. */
  readonly files: string | undefined;
}

const ALL_VARIABLES = /\b(?:os|syscall|unix)\.Environ\(/;
const RAW_FILES =
  /\b(?:os\.(?:StartProcess|Readlink)|(?:syscall|unix)\.(?:Open|Openat2?|Exec|ForkExec|StartProcess|Mmap|L?[Ss]tat|Fstatat|Readlink|ReadDirent|Getdents|Syscall6?|RawSyscall6?))\(/;

/**
 * Looks through the sources of packages for what Go's test log does not have. Of modules in the module cache only the
 * variables are asked: their own system calls are those of files that they are given.
 */
export function scanSources(
  graph: readonly TestPart[],
  readText: (path: string) => string = (path) => readFileSync(path, 'latin1'),
): ReadonlyMap<TestPart, Unlogged> {
  const known = new Map<string, readonly [variables: boolean, files: string | undefined]>();
  const scan = (path: string): readonly [boolean, string | undefined] => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const text = readOr(path, readText);
    const result = [ALL_VARIABLES.test(text), RAW_FILES.exec(text)?.[0]?.slice(0, -1)] as const;
    known.set(path, result);
    return result;
  };
  return new Map(
    graph
      .filter((item) => !item.standard)
      .map((item) => {
        const found = [...item.files, ...item.testFiles].filter((path) => path.endsWith('.go')).map(scan);
        const files = found.map(([, name]) => name).find((name) => name !== undefined);
        return [
          item,
          {
            variables: found.some(([variables]) => variables),
            files: item.fixed === undefined ? files : undefined,
          },
        ];
      }),
  );
}

/** What cannot be read is seen by the go command. */
function readOr(path: string, readText: (path: string) => string): string {
  try {
    return readText(path);
  } catch {
    return '';
  }
}
