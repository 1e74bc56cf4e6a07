import { readWords } from './shell-words.ts';

/** The start of a here-document, as an instruction names it. */
export interface HereDocument {
  /** The line that ends it. */
  readonly name: string;
  /** `<<-`: tabs before its lines, and before the one that ends it, do not count. */
  readonly stripsTabs: boolean;
}

const START = /^\d*<<(-?)[\t\n\f\r ]*([^<]*)$/;

/**
 * The here-documents that a whole instruction starts, in their order. A shift (`$((1<<2))`), a here-string (`<<<`) and
 * `cat<<EOF` are none for BuildKit; neither is anything in a line whose quotes do not match. Follows its parser.go.
 */
export function hereDocumentsOf(line: string): readonly HereDocument[] {
  if (!line.includes('<<')) return [];
  const written = readWords(line, { mark: '\\', rawQuotes: true, rawEscapes: true });
  return (written?.words ?? []).flatMap((word) => {
    const [, dash, rest = ''] = START.exec(word) ?? [];
    const names = readWords(rest, { mark: '\\' })?.words ?? [];
    const [name] = names;
    return name === undefined || names.length !== 1 ? [] : [{ name, stripsTabs: dash === '-' }];
  });
}
