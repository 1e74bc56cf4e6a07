import { unescapeData } from '@fairlead/core';

/** A line of a step's log, as a runner takes it. */
export type LogLine =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly title: string }
  | { readonly kind: 'endgroup' }
  | { readonly kind: 'mask'; readonly value: string }
  | {
      readonly kind: 'annotation';
      readonly level: 'error' | 'warning' | 'notice';
      readonly message: string;
      /** `file`, `line`, `title` and others, as they were given. */
      readonly properties: Readonly<Record<string, string>>;
    }
  /** What no user wants to see: debug lines, and orders that mean nothing here. */
  | { readonly kind: 'nothing' };

const COMMAND = /^\s*::([a-z][a-z-]*)(?: (.*?))?::(.*)$/s;

/** Reads lines one after another; `stop-commands` makes it take all for text until its word comes back. */
export function createLineReader(): (line: string) => LogLine {
  let stopped: string | undefined;
  return (line) => {
    if (stopped !== undefined) {
      if (line.trim() !== `::${stopped}::`) return { kind: 'text', text: line };
      stopped = undefined;
      return { kind: 'nothing' };
    }
    const [, name, properties = '', data = ''] = COMMAND.exec(line) ?? [];
    if (name === 'stop-commands') {
      stopped = data;
      return { kind: 'nothing' };
    }
    return name === undefined ? { kind: 'text', text: line } : readCommand(line, name, properties, data);
  };
}

function readCommand(line: string, name: string, properties: string, data: string): LogLine {
  switch (name) {
    case 'group':
      return { kind: 'group', title: decode(data) };
    case 'endgroup':
      return { kind: 'endgroup' };
    case 'add-mask':
      return { kind: 'mask', value: decode(data) };
    case 'error':
    case 'warning':
    case 'notice':
      return {
        kind: 'annotation',
        level: name,
        message: decode(data),
        properties: readProperties(properties),
      };
    case 'debug':
    case 'add-matcher':
    case 'remove-matcher':
    case 'echo':
      return { kind: 'nothing' };
    default:
      return { kind: 'text', text: line };
  }
}

function readProperties(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text
      .split(',')
      .map((pair) => /^\s*([^=]+)=(.*)$/s.exec(pair))
      .flatMap((match) => (match === null ? [] : [[match[1] ?? '', decode(match[2] ?? '')]])),
  );
}

function decode(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
