import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasStage, readDockerfile } from '../src/dockerfile/read-dockerfile.ts';

describe('reading a Dockerfile', () => {
  it('finds stages and build arguments', () => {
    const dockerfile = readDockerfile(`# syntax=docker/dockerfile:1
ARG GO_VERSION=1.26
FROM --platform=$BUILDPLATFORM golang:\${GO_VERSION} AS Build
ARG VERSION=dev COMMIT
ARG QUOTED="a b" OTHER='ARG NOT=1'
RUN echo "ARG NOPE"

from scratch
arg LATE
COPY --from=build /out /`);
    expect(dockerfile.stages).toEqual([
      { name: 'build', base: 'golang:$' + '{GO_VERSION}', line: 3 },
      { name: undefined, base: 'scratch', line: 8 },
    ]);
    expect([...dockerfile.arguments]).toEqual(['GO_VERSION', 'VERSION', 'COMMIT', 'QUOTED', 'OTHER', 'LATE']);
  });

  it('joins continuation lines, over comments between them', () => {
    const dockerfile = readDockerfile('FROM a\nRUN x && \\\n# ARG COMMENT\n\n  ARG y\nARG \\\n  REAL=1\n');
    expect([...dockerfile.arguments]).toEqual(['REAL']);
  });

  it('follows the escape directive', () => {
    const dockerfile = readDockerfile('# escape=`\nFROM a\nRUN dir C:\\\nARG REAL\nRUN x `\n  ARG NOT\n');
    expect([...dockerfile.arguments]).toEqual(['REAL']);
  });

  it('skips here-documents', () => {
    const dockerfile = readDockerfile(
      'FROM a\nRUN <<EOT bash\nARG NOT\nFROM not\nEOT\nCOPY <<-"A" <<B /x/\n\tARG NOT\n\tA\nFROM not\nB\nARG REAL\n',
    );
    expect(dockerfile.stages).toHaveLength(1);
    expect([...dockerfile.arguments]).toEqual(['REAL']);
  });

  it('knows a stage by name in any case, and by number', () => {
    const dockerfile = readDockerfile('FROM a AS Build\nFROM b\n');
    expect(['build', 'BUILD', '0', '1'].every((name) => hasStage(dockerfile, name))).toBe(true);
    expect(['2', 'a', ''].some((name) => hasStage(dockerfile, name))).toBe(false);
  });

  it('reads any text without failing', () => {
    const word = fc.constantFrom('FROM', 'ARG', 'RUN', 'a', '\\', '\n', '#', '<<E', 'E', '"', '=', ' ');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        expect(readDockerfile(words.join('')).stages.length).toBeLessThanOrEqual(40);
      }),
    );
  });
});
