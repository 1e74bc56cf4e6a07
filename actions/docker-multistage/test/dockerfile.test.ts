import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasStage, lineOfStep, readDockerfile } from '../src/dockerfile/read-dockerfile.ts';

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
      {
        name: 'build',
        base: 'golang:$' + '{GO_VERSION}',
        steps: [
          { keyword: 'FROM', line: 3 },
          { keyword: 'RUN', line: 6 },
        ],
      },
      {
        name: undefined,
        base: 'scratch',
        steps: [{ keyword: 'COPY', line: 10 }],
      },
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

  it.each([
    ['[build 2/4] WORKDIR /src', 2],
    ['[build 4/4] RUN go build && go test', 6],
    ['[linux/arm64 build 4/4] RUN go build', 6],
    ['[stage-1 1/1] COPY --from=build /out /', 10],
    ['[stage-2 1/1] RUN false', 12],
    ['[build 3/4] RUN a step of the base', undefined],
    ['[build 9/9] RUN x', undefined],
    ['[other 1/1] FROM x', undefined],
    ['[internal] load build context', undefined],
    ['exporting to image', undefined],
  ])('the step %s is line %s', (step, line) => {
    const text =
      'FROM a AS build\nWORKDIR /src\nENV X=1\n# hello\nCOPY . .\nRUN go build \\\n && go test\nFROM scratch\nUSER 1\nCOPY --from=build /out /\nFROM build\nRUN false\n';
    expect(lineOfStep(readDockerfile(text), step)).toBe(line);
  });

  it('a single stage has no name in its steps', () => {
    expect(lineOfStep(readDockerfile('FROM a\nRUN false\n'), '[2/2] RUN false')).toBe(2);
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
