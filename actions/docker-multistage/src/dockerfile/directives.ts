import { trim, trimStart } from './blanks.ts';

/** What the comments at the top of a Dockerfile tell its reader. */
export interface Directives {
  /** Escapes characters, and continues a line at its end. */
  readonly escape: '\\' | '`';
  /** The image that reads the Dockerfile, of `# syntax=`. */
  readonly syntax: SyntaxImage | undefined;
}

/** The frontend that a Dockerfile asks for. */
export interface SyntaxImage {
  readonly image: string;
  /** Counts from 1. */
  readonly line: number;
}

const KNOWN = ['syntax', 'escape', 'check'];

/**
 * Reads the parser directives. They end at the first line that is none: an instruction, an empty line, another comment.
 * `# syntax=` is looked for as the engine does it, also after `#!` and written with `//`.
 */
export function readDirectives(lines: readonly string[]): Directives {
  const mark = readBlock(lines.map(trimStart), 0, '#').get('escape')?.value;
  const first = lines[0]?.startsWith('#!') === true ? 1 : 0;
  const syntax =
    readBlock(lines, first, '#').get('syntax') ?? readBlock(lines, first, '//').get('syntax') ?? undefined;
  return {
    escape: mark === '`' ? '`' : '\\',
    syntax: syntax && { image: syntax.value.split(' ')[0] ?? '', line: syntax.line },
  };
}

interface Directive {
  readonly value: string;
  readonly line: number;
}

function readBlock(lines: readonly string[], from: number, mark: string): ReadonlyMap<string, Directive> {
  const found = new Map<string, Directive>();
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (!line.startsWith(mark)) return found;
    const text = trim(line.slice(mark.length));
    const [, name = '', value = ''] = /^([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+)$/.exec(text) ?? [];
    const key = name.toLowerCase();
    if (!KNOWN.includes(key) || found.has(key)) return found;
    found.set(key, { value, line: index + 1 });
  }
  return found;
}
