import { describe, expect, it } from 'vitest';
import { argumentsOfSources, namedSources, resolvedBase } from '../../src/dockerfile/named-sources.ts';
import { readDockerfile } from '../../src/dockerfile/read-dockerfile.ts';
import { unknownPart } from '../../src/dockerfile/shell-words.ts';

describe('what a Dockerfile names', () => {
  it('bases, sources of copies and of mounts, at their lines', () => {
    const dockerfile = readDockerfile(
      'ARG V=1\nFROM a:$V AS b\nCOPY --chown=1 --from=c /x /y\nADD --from=d /x /y\nRUN --mount=type=bind,from=e,target=/z --mount=from=f,target=/y --mount=type=cache,target=/c x\nCOPY x --from=g\nRUN --network=from=h x\n',
    );
    expect(namedSources(dockerfile)).toEqual([
      { keyword: 'FROM', written: 'a:$V', name: 'a:1', line: 2 },
      { keyword: 'COPY', written: 'c', name: 'c', line: 3 },
      { keyword: 'ADD', written: 'd', name: 'd', line: 4 },
      { keyword: 'RUN', written: 'e', name: 'e', line: 5 },
      { keyword: 'RUN', written: 'f', name: 'f', line: 5 },
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['ARG V=3.20\nFROM alpine:$V', {}, 'alpine:3.20'],
    ['ARG V=3.20\nFROM alpine:$V', { V: '4' }, 'alpine:4'],
    ['ARG V="3.20"\nFROM alpine:${V}', {}, 'alpine:3.20'],
    ['ARG A=1\nARG B=${A}.2\nFROM x:$B', {}, 'x:1.2'],
    ['ARG A=1\nARG B=${A}.2\nFROM x:$B', { A: '5' }, 'x:5.2'],
    ['ARG A=1 B=2\nARG A=3\nFROM x:$A-$B', {}, 'x:3-2'],
    ['ARG A\nFROM x:${A:-7}', {}, 'x:7'],
    ['ARG A=\nFROM x:${A:-7}', {}, 'x:7'],
    ['ARG A=\nFROM x:${A-7}', {}, 'x:'],
    ['ARG A=1\nFROM x${A:+:8}', {}, 'x:8'],
    ['ARG A=\nFROM x${A:+:8}', {}, 'x'],
    ['ARG A=\nFROM x${A+:8}', {}, 'x:8'],
    ['ARG A=1\nFROM x:${A?no}', {}, 'x:1'],
    ['FROM x:${A?no}', {}, 'x:${A?no}'],
    ['FROM x:$A', {}, 'x:'],
    ['FROM x:$A', { A: '1' }, 'x:'],
    ['ARG A\nFROM x:$A', { A: '1' }, 'x:1'],
    ["ARG A=1\nFROM 'x:$A'", {}, 'x:$A'],
    ['ARG A=1\nFROM x:\\$A', {}, 'x:$A'],
    ['FROM x:$TARGETARCH-1', {}, `x:${unknownPart}-1`],
    ['ARG A=1.2.3\nFROM x:${A%.*}', {}, `x:${unknownPart}`],
    ['ARG A=1.2.3\nFROM x:${A//./-}', {}, `x:${unknownPart}`],
    ['ARG A=\nFROM x${A%.*}${A/a/b}', {}, 'x'],
  ])('%j with %j starts from %j', (text, given, base) => {
    const dockerfile = readDockerfile(`${text}\n`);
    const [stage] = dockerfile.stages;
    expect(stage && resolvedBase(dockerfile, stage, given)).toBe(base);
  });

  it.each([
    ['ARG V=1\nFROM a:$V', ['V']],
    ['ARG V=1\nFROM a:${V:-${W}}', ['V', 'W']],
    ['ARG V=1\nARG T=x-$V\nFROM a:$T', ['T', 'V']],
    ['FROM --platform=$P a', ['P']],
    ['FROM a\nARG V\nRUN --mount=from=x:$V,target=/y z', ['V']],
    ['FROM a\nARG V\nCOPY --from=x:$V /y /z', ['V']],
    ['ARG V=1\nFROM a\nARG V\nRUN echo $V', []],
    ['ARG A=$B\nARG B=$A\nFROM x:$A', ['A', 'B']],
  ])('%j: the images depend on %j', (text, names) => {
    expect([...argumentsOfSources(readDockerfile(`${text}\n`))]).toEqual(names);
  });
});
