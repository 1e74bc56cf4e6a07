import { isAbsolute, relative, resolve } from 'node:path';

/** One message of the compiler, the linker or the package loader about a place in a file. */
export interface CompileError {
  /** Path relative to the repository root, with `/`; absolute when it lies outside. */
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
  readonly message: string;
  /** The package that was compiled; undefined where the loader speaks. */
  readonly package: string | undefined;
}

/** Where paths in the output start from, and what they are shown relative to. */
export interface OutputPaths {
  readonly cwd: string;
  readonly root: string;
}

const PLACE = /^(?:(?:vet|link): )?((?:[A-Za-z]:)?[^\s:][^:]*\.\w+):(\d+)(?::(\d+))?: (.+)$/;

/**
 * Reads what `go build` printed on standard error: `# package` headings, then `file:line:column: message`,
 * with further lines of a message indented. The same message about the same place is kept once.
 */
export function parseCompileErrors(text: string, paths: OutputPaths): readonly CompileError[] {
  const found: { error: CompileError; more: string[] }[] = [];
  let current: string | undefined;
  for (const line of text.split('\n')) {
    const heading = /^# (\S+)/.exec(line)?.[1];
    if (heading !== undefined) {
      current = heading;
      continue;
    }
    const more = /^\s+(\S.*)$/.exec(line)?.[1];
    if (more !== undefined && !/^too many errors$/.test(more)) {
      found.at(-1)?.more.push(more);
      continue;
    }
    const match = PLACE.exec(line);
    if (match === null || match[4] === 'too many errors') continue;
    const [, file = '', at, column, message = ''] = match;
    found.push({
      error: {
        file: showPath(file, paths),
        line: Number(at),
        column: column === undefined ? undefined : Number(column),
        message,
        package: current,
      },
      more: [],
    });
  }
  return dedupeErrors(
    found.map(({ error, more }) => ({ ...error, message: joinMessage(error.message, more) })),
  );
}

/** Keeps the first of each place and message, in order. */
export function dedupeErrors<E extends CompileError>(errors: readonly E[]): readonly E[] {
  return [
    ...new Map(errors.map((error) => [errorKey(error), error]).reverse() as [string, E][]).values(),
  ].reverse();
}

/** What makes two compile errors the same. */
export function errorKey({ file, line, column, message }: CompileError): string {
  return [file, line, column ?? '', message].join('\u0000');
}

/** `cmd/api/main.go:10:2: undefined: foo`. */
export function formatCompileError({ file, line, column, message }: CompileError): string {
  return `${file}:${line}${column === undefined ? '' : `:${column}`}: ${message}`;
}

/** What the go command itself says (`go: …`), when it fails before it compiles. */
export function parseGoMessage(text: string): string | undefined {
  const lines = text.split('\n');
  const at = lines.findLastIndex((line) => /^go: (?!downloading |warning: )/.test(line));
  if (at < 0) return undefined;
  const more = lines.slice(at + 1).filter((line) => /^\s+\S/.test(line));
  return joinMessage(lines[at]?.slice('go: '.length) ?? '', more);
}

function joinMessage(message: string, more: readonly string[]): string {
  return [
    message.replace(/[;:]$/, (mark) => (more.length > 0 ? mark : '')),
    ...more.map((line) => line.trim()),
  ]
    .join(' ')
    .trim();
}

function showPath(file: string, { cwd, root }: OutputPaths): string {
  const absolute = isAbsolute(file) ? file : resolve(cwd, file);
  const way = relative(root, absolute);
  return (way.startsWith('..') ? absolute : way).replaceAll('\\', '/');
}
