import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLogicalLines } from '../../src/dockerfile/logical-lines.ts';
import { hasStage, readDockerfile } from '../../src/dockerfile/read-dockerfile.ts';

const declared = (text: string): readonly string[] => {
  const { globals, stages } = readDockerfile(text);
  return [...globals, ...stages.flatMap((stage) => stage.arguments)].map(({ name }) => name);
};

describe('reading a Dockerfile', () => {
  it('finds stages, the arguments before them and in them', () => {
    const dockerfile = readDockerfile(`# syntax=docker/dockerfile:1
ARG GO_VERSION=1.26
FROM --platform=$BUILDPLATFORM golang:\${GO_VERSION} AS Build
ARG VERSION=dev COMMIT
ARG QUOTED="a b" OTHER='ARG NOT=1'
RUN echo "ARG NOPE"

from scratch
arg LATE
COPY --from=build /out /`);
    expect(dockerfile.syntax).toEqual({ image: 'docker/dockerfile:1', line: 1 });
    expect(dockerfile.globals).toEqual([{ name: 'GO_VERSION', value: '1.26' }]);
    expect(dockerfile.stages).toMatchObject([
      { name: 'build', base: 'golang:$' + '{GO_VERSION}', platform: '$BUILDPLATFORM', line: 3 },
      { name: undefined, base: 'scratch', platform: undefined, line: 8 },
    ]);
    expect(dockerfile.stages.map((stage) => stage.arguments)).toEqual([
      [
        { name: 'VERSION', value: 'dev' },
        { name: 'COMMIT', value: undefined },
        { name: 'QUOTED', value: '"a b"' },
        { name: 'OTHER', value: "'ARG NOT=1'" },
      ],
      [{ name: 'LATE', value: undefined }],
    ]);
    expect(dockerfile.stages[0]?.instructions.map(({ keyword }) => keyword)).toEqual(['ARG', 'ARG', 'RUN']);
  });

  it('knows a stage by name in any case, and not by number: the engine takes names alone', () => {
    const dockerfile = readDockerfile('FROM a AS Build\nFROM b\n');
    expect(['build', 'BUILD'].every((name) => hasStage(dockerfile, name))).toBe(true);
    expect(['0', '1', 'a', 'b', ''].some((name) => hasStage(dockerfile, name))).toBe(false);
  });

  it('a file without FROM has no stages, and all its arguments stand before them', () => {
    expect(readDockerfile('ARG A\nRUN x\nARG B\n')).toMatchObject({
      stages: [],
      globals: [{ name: 'A' }, { name: 'B' }],
    });
  });

  it.each([
    ['a shift', 'FROM a\nRUN x=$((1 << 2)) && y\nARG REAL\nFROM b AS end\n'],
    ['a here-document that never ends', 'FROM a\nRUN cat <<EOF\nARG REAL\nFROM b AS end\n'],
    ['the second of two never ends', 'FROM a\nCOPY <<A <<B /x/\nA\nARG REAL\nFROM b AS end\n'],
  ])('%s swallows nothing', (_, text) => {
    expect(declared(text)).toEqual(['REAL']);
    expect(readDockerfile(text).stages.map(({ name }) => name)).toEqual([undefined, 'end']);
  });

  it('a syntax line that an escape follows names one image', () => {
    expect(readDockerfile('# syntax=a/b:1 --flag\nFROM x\n').syntax).toEqual({ image: 'a/b:1', line: 1 });
    expect(readDockerfile('#!/bin/x\n#syntax=a/b\nFROM x\n').syntax).toEqual({ image: 'a/b', line: 2 });
    expect(readDockerfile('# syntax=\nFROM x\n').syntax).toBeUndefined();
    expect(readDockerfile('# syntax=a\n# syntax=b\nFROM x\n').syntax?.image).toBe('a');
  });

  it('only a backtick and a backslash are escape characters', () => {
    expect(readDockerfile('# escape=x\nFROM a\n').escape).toBe('\\');
    expect(readDockerfile('# escape=`\nFROM a\n').escape).toBe('`');
  });

  it('reads any text without failing', () => {
    const word = fc.constantFrom(
      'FROM',
      'ARG',
      'RUN',
      'a',
      '\\',
      '\n',
      '#',
      '<<E',
      'E',
      '"',
      '=',
      ' ',
      '$',
      '{',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        expect(readDockerfile(words.join('')).stages.length).toBeLessThanOrEqual(40);
      }),
    );
  });

  it('reads a hostile file in a time that grows with its size', { timeout: 60_000 }, () => {
    const lines = 20_000;
    const started = performance.now();
    for (const text of [
      'RUN cat <<EOF\n'.repeat(lines),
      `RUN x${' '.repeat(200_000)}y\n`,
      `${'\r'.repeat(200_000)}x\n`,
      `RUN ${'a \\\n'.repeat(lines)}`,
      `RUN <<A ${'<<A '.repeat(lines)}\n`,
      `RUN ${'"a" '.repeat(lines)} <<A\n`,
      `RUN ${'${x:-'.repeat(500)}\n<<`,
    ]) {
      expect(readLogicalLines(`FROM a\n${text}`).instructions.length).toBeGreaterThan(0);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
