import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../../src/dockerfile/read-dockerfile.ts';
import { lineOfStep } from '../../src/dockerfile/steps.ts';

describe('the line of a step', () => {
  it.each([
    ['[build 1/4] FROM docker.io/library/a', 1],
    ['[build 2/4] WORKDIR /src', 2],
    ['[build 4/4] RUN go build && go test', 6],
    ['[linux/arm64 build 4/4] RUN go build', 6],
    ['[linux/amd64->arm64 build 4/4] RUN go build', 6],
    ['[stage-1 1/1] COPY --from=build /out /', 10],
    ['[stage-2 1/1] RUN false', 12],
    ['[build 3/4] RUN a step of the base', undefined],
    ['[build 9/9] RUN x', undefined],
    ['[other 1/1] FROM x', undefined],
    ['[internal] load build context', undefined],
    ['exporting to image', undefined],
  ])('%s is line %s', (step, line) => {
    const text =
      'FROM a AS build\nWORKDIR /src\nENV X=1\n# hello\nCOPY . .\nRUN go build \\\n && go test\nFROM scratch\nUSER 1\nCOPY --from=build /out /\nFROM build\nRUN false\n';
    expect(lineOfStep(readDockerfile(text), step)).toBe(line);
  });

  it('a single stage has no name in its steps', () => {
    expect(lineOfStep(readDockerfile('FROM a\nRUN false\n'), '[2/2] RUN false')).toBe(2);
  });

  it('from ten steps on their numbers are padded', () => {
    const text = `FROM a AS build\n${'RUN true\n'.repeat(10)}FROM scratch\n`;
    expect(lineOfStep(readDockerfile(text), '[build  3/11] RUN true')).toBe(3);
    expect(lineOfStep(readDockerfile(`FROM a\n${'RUN true\n'.repeat(10)}`), '[ 3/11] RUN true')).toBe(3);
  });

  it('two stages of one name: the one whose instruction reads so, else the last', () => {
    const dockerfile = readDockerfile(
      'FROM a AS build\nRUN one\nFROM a AS build\nRUN --mount=type=cache,target=/x two   && three\nFROM scratch\n',
    );
    expect(lineOfStep(dockerfile, '[build 2/2] RUN one')).toBe(2);
    expect(lineOfStep(dockerfile, '[build 2/2] RUN --mount=type=cache,target=/x two && three')).toBe(4);
    expect(lineOfStep(dockerfile, '[build 2/2] RUN else')).toBe(4);
    const twice = readDockerfile('FROM a AS build\nRUN x\nFROM a AS build\nRUN x\n');
    expect(lineOfStep(twice, '[build 2/2] RUN x')).toBe(4);
  });

  it('a base with ONBUILD puts its steps between FROM and our own', () => {
    const dockerfile = readDockerfile('FROM a AS build\nRUN one\nRUN two\n');
    expect(lineOfStep(dockerfile, '[build 1/4] FROM a')).toBe(1);
    expect(lineOfStep(dockerfile, '[build 2/4] ONBUILD RUN theirs')).toBeUndefined();
    expect(lineOfStep(dockerfile, '[build 4/4] RUN two')).toBe(3);
  });

  it('a base that an argument names may be nothing, a stage, or an image', () => {
    const dockerfile = readDockerfile(
      'ARG BASE=scratch\nFROM ${BASE} AS one\nRUN first\nFROM ${BASE:-x} AS two\nRUN second\n',
    );
    expect(lineOfStep(dockerfile, '[one 1/1] RUN first')).toBe(3);
    expect(lineOfStep(dockerfile, '[one 2/2] RUN first', { BASE: 'alpine' })).toBe(3);
    expect(lineOfStep(dockerfile, '[two 1/1] RUN second', { BASE: 'ONE' })).toBe(5);
    expect(lineOfStep(dockerfile, '[one 2/2] RUN first', { BASE: 'one' })).toBe(3);
  });
});
