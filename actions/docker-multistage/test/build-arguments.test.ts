import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../src/dockerfile/read-dockerfile.ts';
import { buildArguments } from '../src/plan/build-arguments.ts';

const identity = { version: 'v1.2.0', commit: 'abc' };
const given = (text: string, own: Readonly<Record<string, string>> = {}) =>
  buildArguments(readDockerfile(`${text}\n`), identity, own);

describe('VERSION and COMMIT', () => {
  it.each([
    ['a stage declares them', 'FROM a\nARG VERSION COMMIT=none', { VERSION: 'v1.2.0', COMMIT: 'abc' }],
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
