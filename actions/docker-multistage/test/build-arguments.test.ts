import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';
import { buildArguments, tellUnusedArguments } from '../src/plan/build-arguments.ts';

const identity = { version: 'v1.2.0', commit: 'abc' };
const given = (text: string, own: Readonly<Record<string, string>> = {}) =>
  buildArguments(readDockerfile(`${text}\n`), identity, own);

describe('VERSION and COMMIT', () => {
  it.each([
    ['a stage declares them', 'FROM a\nARG VERSION COMMIT=none', { VERSION: 'v1.2.0', COMMIT: 'abc' }],
    [
      'by other names of the commit',
      'FROM a\nARG REVISION GIT_COMMIT\nFROM b\nARG VCS_REF',
      { REVISION: 'abc', GIT_COMMIT: 'abc', VCS_REF: 'abc' },
    ],
    ['one of several stages', 'FROM a\nFROM b\nARG COMMIT', { COMMIT: 'abc' }],
    [
      'before FROM and in a stage',
      'ARG VERSION=dev\nFROM a\nARG VERSION\nRUN x $VERSION',
      { VERSION: 'v1.2.0' },
    ],
    ['before FROM alone', 'ARG VERSION=dev\nFROM a\nRUN x', {}],
    ['nowhere', 'FROM a\nRUN echo $VERSION', {}],
    ['for the base alone', 'ARG VERSION=3.20\nFROM alpine:$VERSION', {}],
    ['in ONBUILD', 'FROM a\nONBUILD ARG VERSION', {}],
    ['in lower case', 'FROM a\nARG version', {}],
    ['in a here-document', 'FROM a\nRUN <<E\nARG VERSION\nE', {}],
    ['after two here-documents', 'FROM a\nCOPY <<A <<"B" /x/\nA\nB\nARG VERSION', { VERSION: 'v1.2.0' }],
    ['after a shift', 'FROM a\nRUN x=$((1 << 4))\nARG VERSION', { VERSION: 'v1.2.0' }],
    ['an address without a default', 'FROM a\nARG VERSION\nADD https://x/$VERSION /x', { VERSION: 'v1.2.0' }],
    [
      'an address of another variable',
      'FROM a\nARG VERSION=1\nADD https://x/$VERSIONS /x',
      { VERSION: 'v1.2.0' },
    ],
  ])('%s', (_, text, values) => {
    expect(given(text)).toEqual({ values, withheld: [] });
  });

  it.each([
    [
      'the example of the reference',
      'ARG VERSION=3.20\nFROM alpine:$VERSION\nARG VERSION\nRUN x',
      'which image',
    ],
    [
      'by way of another argument',
      'ARG VERSION=3\nARG TAG=v${VERSION}\nFROM a:$TAG\nARG VERSION',
      'which image',
    ],
    ['a default inside a default', 'ARG VERSION=3\nFROM a:${TAG:-$VERSION}\nARG VERSION', 'which image'],
    ['its second stage', 'ARG VERSION=3\nFROM a\nARG VERSION\nFROM b:$VERSION', 'which image'],
    ['a platform', 'ARG VERSION=x\nFROM --platform=$VERSION a\nARG VERSION', 'which image'],
    ['a mount', 'FROM a\nARG VERSION=3\nRUN --mount=from=t:$VERSION,target=/t x', 'which image'],
    ['a download', 'FROM a\nARG VERSION=1.36\nADD https://x/b-${VERSION}.tgz /x', 'an address'],
    [
      'a download in a shell',
      'ARG VERSION=1\nFROM a\nARG VERSION\nRUN curl -L "http://x/$VERSION"',
      'an address',
    ],
  ])('keep their own meaning: %s', (_, text, reason) => {
    expect(given(text)).toEqual({
      values: {},
      withheld: [{ name: 'VERSION', reason: expect.stringContaining(reason) }],
    });
  });

  it('are not given where the user gives them, whatever they mean', () => {
    const own = { VERSION: '', GO: '1' };
    expect(given('ARG VERSION=1\nFROM a:$VERSION\nARG VERSION COMMIT', own)).toEqual({
      values: { COMMIT: 'abc', VERSION: '', GO: '1' },
      withheld: [],
    });
  });

  it('are not given when they are not known', () => {
    const dockerfile = readDockerfile('FROM a\nARG VERSION COMMIT\n');
    expect(buildArguments(dockerfile, { version: '', commit: '' }, {}).values).toEqual({});
  });
});

describe('an argument that nothing takes', () => {
  const told = (text: string, ...names: readonly string[]) =>
    tellUnusedArguments(readDockerfile(`${text}\n`), Object.fromEntries(names.map((name) => [name, 'x'])));

  it.each([
    [
      'is told',
      'FROM a\nARG OTHER',
      ['GO_VERSION'],
      ['build-args: no ARG of the Dockerfile takes GO_VERSION'],
    ],
    [
      'is told with the one that may be meant',
      'ARG GO_VERSION=1\nFROM a:$GO_VERSION',
      ['GO_VERSON', 'X'],
      [
        'build-args: no ARG of the Dockerfile takes GO_VERSON; did you mean GO_VERSION?',
        'build-args: no ARG of the Dockerfile takes X',
      ],
    ],
    ['before the first FROM', 'ARG A\nFROM a', ['A'], []],
    ['in a later stage', 'FROM a\nFROM b\nARG B', ['B'], []],
    [
      'that the engine takes by itself',
      'FROM a',
      ['HTTPS_PROXY', 'no_proxy', 'TARGETARCH', 'BUILDKIT_INLINE_CACHE', 'SOURCE_DATE_EPOCH'],
      [],
    ],
    ['of another frontend', '# syntax=example.com/own:1\nFROM a', ['A'], []],
    [
      "of docker's own frontend",
      '# syntax=docker/dockerfile:1\nFROM a',
      ['A'],
      ['build-args: no ARG of the Dockerfile takes A'],
    ],
    ['of a frontend with a like name', '# syntax=docker/dockerfiles\nFROM a', ['A'], []],
  ])('%s', (_, text, names, lines) => {
    expect(told(text, ...names)).toEqual(lines);
  });
});
