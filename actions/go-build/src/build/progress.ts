import { countOf, type Logger } from '@fairlead/core';
import { readBuildEvent } from '@fairlead/go';

/** What a build printed. */
export interface Printed {
  /** All of it but the names of packages, in order. */
  readonly text: string;
  /** The same by package where Go tells them apart, else in one piece. */
  readonly parts: readonly string[];
}

/** `go build -v` names every package that it compiles: they are counted, all else is shown. */
export function createProgress(log: Logger, name: string) {
  const lines: string[] = [];
  const parts = new Map<string, string[]>();
  const partOf = (name: string): string[] => {
    const known = parts.get(name) ?? [];
    parts.set(name, known);
    return known;
  };
  let compiled = 0;
  const names = new Set<string>();
  const count = (path: string): void => {
    compiled += 1;
    names.add(path);
    if (compiled % 50 === 0) log.info(`${name}: ${countOf(compiled, 'package')} compiled so far`);
  };
  const show = (line: string, part: string): void => {
    lines.push(line);
    partOf(part).push(line);
    log.info(`${name}: ${line}`);
  };
  return {
    line: (line: string, stream: 'stdout' | 'stderr'): void => {
      const event = stream === 'stdout' ? readBuildEvent(line) : undefined;
      if (event !== undefined) {
        const text = event.output.replace(/\n$/, '');
        if (text === event.importPath) count(text);
        else if (text !== '') for (const each of text.split('\n')) show(each, event.importPath);
      } else if (stream === 'stderr' && /^[\w.~-]+(\/[\w.~@+-]+)*$/.test(line)) count(line);
      else show(line, '');
    },
    count: () => compiled,
    /** Packages that were compiled beside these programs. */
    beside: (programs: readonly string[]): number =>
      [...names].filter((name) => !programs.includes(name)).length,
    printed: (): Printed => ({
      text: lines.join('\n'),
      parts: [...parts.values()].map((part) => part.join('\n')),
    }),
  };
}
