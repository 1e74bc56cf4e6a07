import { readFileSync } from 'node:fs';
import type { TestPart } from './list-test-graph.ts';

/** What a package does past Go's test log. */
export interface Unlogged {
  /** It reads the environment as a whole. */
  readonly variables: boolean;
  /** It gets at files in a way that is not logged; undefined when it does not. */
  readonly files: string | undefined;
}

const ALL_VARIABLES = /\b(?:os|syscall|unix)\.Environ\b/;
const RAW_FILES =
  /\b(?:os\.(?:StartProcess|Readlink)|(?:syscall|unix)\.(?:Open|Openat2?|Exec|ForkExec|StartProcess|Mmap|L?[Ss]tat|Fstatat|Readlink|ReadDirent|Getdents|Syscall6?|RawSyscall6?))\b/;
/** Of other people's modules: their many system calls are mostly about what they are given, opening a file is not. */
const RAW_OPEN = /\b(?:syscall|unix)\.(?:Open|Openat2?)\b/;
/** Under another name nobody finds what is called. */
const RENAMED =
  /^\s*(?:import\s+)?(?!import\s|_\s|os\s+"os"|syscall\s+"s|unix\s+"g)([\w.]+)\s+"(?:os|syscall|golang\.org\/x\/sys\/unix)"/m;

/**
 * Looks through the sources of packages for what Go's test log does not have: all variables at once, and files that are
 * opened by system calls.
 */
export function scanSources(
  graph: readonly TestPart[],
  readText: (path: string) => string = (path) => readFileSync(path, 'latin1'),
): ReadonlyMap<TestPart, Unlogged> {
  const known = new Map<string, Unlogged>();
  const scan = (path: string, fixed: boolean): Unlogged => {
    const found = known.get(path) ?? scanText(readOr(path, readText), fixed);
    known.set(path, found);
    return found;
  };
  return new Map(
    graph
      .filter((item) => !item.standard)
      .map((item) => {
        const found = [...item.files, ...item.testFiles]
          .filter((path) => path.endsWith('.go'))
          .map((path) => scan(path, item.fixed !== undefined));
        const files = found.map((one) => one.files).find((name) => name !== undefined);
        return [item, { variables: found.some((one) => one.variables), files }];
      }),
  );
}

function scanText(text: string, fixed: boolean): Unlogged {
  const renamed = RENAMED.exec(text)?.[1];
  const call = (fixed ? RAW_OPEN : RAW_FILES).exec(text)?.[0];
  const alias = renamed === undefined || fixed ? undefined : `what it names ${renamed}`;
  return { variables: ALL_VARIABLES.test(text) || renamed !== undefined, files: call ?? alias };
}

/** What cannot be read is seen by the go command. */
function readOr(path: string, readText: (path: string) => string): string {
  try {
    return readText(path);
  } catch {
    return '';
  }
}
