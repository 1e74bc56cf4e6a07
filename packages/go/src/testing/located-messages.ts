import type { SourceLocation } from '@fairlead/core';

/** A message of the compiler, vet or gofmt at a place. The file is as the tool printed it. */
export interface LocatedMessage extends SourceLocation {
  readonly line: number;
  readonly message: string;
}

const LOCATED = /^(?:vet: )?((?:[A-Za-z]:)?[^:\s][^:]*\.(?:go|s|c|h|cc|cpp)):(\d+)(?::(\d+))?: (.+)$/;

/** Finds `file:line:column: message` lines; indented lines below continue the message. Other lines are left out. */
export function parseLocatedMessages(lines: readonly string[]): readonly LocatedMessage[] {
  const found: LocatedMessage[] = [];
  for (const line of lines) {
    const match = LOCATED.exec(line);
    const last = found.at(-1);
    if (match !== null) {
      const column = match[3] === undefined ? undefined : Number(match[3]);
      found.push({ file: match[1] ?? '', line: Number(match[2]), column, message: match[4] ?? '' });
    } else if (last !== undefined && /^[\t ]+\S/.test(line)) {
      found[found.length - 1] = { ...last, message: `${last.message}\n${line}` };
    }
  }
  return found;
}
