import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLogicalLines } from '../../src/dockerfile/logical-lines.ts';
import { readArguments } from '../../src/dockerfile/variables.ts';

/** Keyword, first line, last line, options, here-documents, and the words of ARG and FROM. */
type Row = readonly [string, number, number, readonly string[], readonly string[], readonly string[]];

/** Dockerfiles and what BuildKit's own parser (v0.31.2, frontend/dockerfile/parser) says of them. */
const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/recorded/buildkit-parser.json', import.meta.url), 'utf8'),
) as readonly (readonly [text: string, mark: string, syntax: string, rows: readonly Row[]])[];

describe('a Dockerfile is read as BuildKit reads it', () => {
  it.each(recorded)('%j', (text, mark, syntax, rows) => {
    const read = readLogicalLines(text);
    expect([read.escape, read.syntax?.image ?? '']).toEqual([mark, syntax]);
    const said = read.instructions.map(({ keyword, line, endLine, flags, documents, rest }): Row => {
      const words =
        keyword === 'ARG'
          ? readArguments(rest, mark).map(({ name, value }) =>
              value === undefined ? name : `${name}=${value}`,
            )
          : keyword === 'FROM'
            ? rest.split(/[\t\v\f\r ]+/).filter((word) => word !== '')
            : [];
      return [keyword, line, endLine, flags, documents, words];
    });
    expect(said).toEqual(rows);
  });
});
