import { readFileSync } from 'node:fs';
import { visitTokens } from '../source/go-tokens.ts';
import { type ImportSpec, importSpecs } from '../source/imports.ts';
import type { TestPart } from './list-test-graph.ts';

/** What a package does past Go's test log, and what only its text tells. */
export interface Unlogged {
  /** It reads the environment as a whole. */
  readonly variables: boolean;
  /** It gets at files in a way that is not logged; undefined when it does not. */
  readonly files: string | undefined;
  /** Places in it may be told as places in other files (`//line`). */
  readonly placesMoved: boolean;
}

const ALL_VARIABLES = /\b(?:os|syscall|unix)\.Environ\b/;
/** System calls that open, name or look at files, change the folder, or may be any call at all. */
const RAW_FILES =
  /\b(?:os\.(?:StartProcess|Readlink)|(?:syscall|unix)\.(?:Open(?:at2?|ByHandleAt)?|Creat|Exec|ForkExec|StartProcess|Mmap|L?[Ss]tat(?:fs|x)?|Fstatat|F?[Aa]ccess(?:at2?)?|F?[Cc]hdir|Readlink(?:at)?|L?[Gg]etxattr|ReadDirent|Getdents|(?:Raw|AllThreads)?Syscall(?:N|6|NoError)?))\b/;
/** Of other people's modules: their many system calls are mostly about what they are given, opening a file is not. */
const RAW_OPEN = /\b(?:syscall|unix)\.(?:Open|Openat2?)\b/;
/** A file that is a folder changes into it without a word in the log, so that later names are taken for others. */
const UNLOGGED_CHDIR = /(?<!\b(?:os|t|b|tb))\.Chdir\b/;
/**
 * One of these words is in whatever the expressions above find in code: a comment or a line break may stand between words and
 * never in one. A text without them need not be taken apart.
 */
const SUSPECT = /Environ|Chdir|StartProcess|Readlink|syscall|unix/;
/** The packages that lead past the log, and what each is called where nobody renames it. */
const OWN_NAMES: ReadonlyMap<string, string> = new Map([
  ['os', 'os'],
  ['syscall', 'syscall'],
  ['golang.org/x/sys/unix', 'unix'],
]);
/** What makes the next line one of another file, wherever it stands. */
const LINE_DIRECTIVE = /^\/\/line |\/\*line /m;
/** Under another name nobody finds what is called: a quick look at other people's modules. */
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
        const variables = found.some((one) => one.variables);
        return [item, { variables, files, placesMoved: found.some((one) => one.placesMoved) }];
      }),
  );
}

function scanText(text: string, fixed: boolean): Unlogged {
  return fixed ? scanForeign(text) : scanOwn(text);
}

function scanForeign(text: string): Unlogged {
  const renamed = RENAMED.test(text);
  const variables = ALL_VARIABLES.test(text) || renamed;
  return { variables, files: RAW_OPEN.exec(text)?.[0], placesMoved: false };
}

/** Read by tokens: neither a comment nor a line break hides what is called, and none of them is taken for it. */
function scanOwn(text: string): Unlogged {
  const renamed = importSpecs(text).find(isRenamed);
  const code = SUSPECT.test(text) ? joinTokens(text) : '';
  const call =
    RAW_FILES.exec(code)?.[0] ?? (UNLOGGED_CHDIR.test(code) ? 'Chdir of an open folder' : undefined);
  const alias = renamed === undefined ? undefined : `what it names ${renamed.name ?? renamed.path}`;
  const variables = ALL_VARIABLES.test(code) || renamed !== undefined;
  return { variables, files: call ?? alias, placesMoved: LINE_DIRECTIVE.test(text) };
}

/** Whether a package that leads past the log has another name here; a path with an escape may be any. */
function isRenamed({ name, path }: ImportSpec): boolean {
  if (path.includes('\\')) return true;
  return OWN_NAMES.has(path) && name !== undefined && name !== '_' && name !== OWN_NAMES.get(path);
}

/** The code with a space between tokens, and none at a dot. Put together once: a look at a text that grows copies all of it. */
function joinTokens(text: string): string {
  const parts: string[] = [];
  let before = '';
  visitTokens(text, (token) => {
    parts.push(before === '.' || token === '.' ? token : ` ${token}`);
    before = token;
  });
  return parts.join('');
}

/** What cannot be read is seen by the go command. */
function readOr(path: string, readText: (path: string) => string): string {
  try {
    return readText(path);
  } catch {
    return '';
  }
}
