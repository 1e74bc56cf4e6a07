import { expect, test } from 'vitest';
import type { GraphPackage } from '../../src/affected/graph.ts';
import { belongsTo } from '../../src/affected/package-files.ts';

const linux = { os: 'linux', arch: 'amd64' };
const node = { dir: '/w/a', cgo: false, embeds: [] as readonly string[] };
const belongs = (path: string, more: Partial<typeof node> = {}): boolean =>
  belongsTo(path, { ...node, ...more } as unknown as GraphPackage, linux);

test.each<[string, string, Partial<typeof node>, boolean]>([
  ['its source', '/w/a/a.go', {}, true],
  ['source for another system', '/w/a/a_windows.go', {}, false],
  ['a test', '/w/a/a_test.go', {}, false],
  ['the source of a package in it', '/w/a/b/b.go', {}, false],
  ['its profile for the compiler', '/w/a/default.pgo', {}, true],
  ['a file where its folder was', '/w/a', {}, true],
  ['a file where a folder above it was', '/w', {}, true],
  ['what it embeds', '/w/a/page/x.html', { embeds: ['page/*.html'] }, true],
  ['what it embeds with hidden files', '/w/a/page/.x', { embeds: ['all:page'] }, true],
  ['a file beside what it embeds', '/w/a/other.html', { embeds: ['page/*.html'] }, false],
  ['what lies outside, whatever it embeds', '/w/b/x.html', { embeds: ['*'] }, false],
  ['a header anywhere, of a package with C', '/w/include/x.h', { cgo: true }, true],
  ['a header of a package without C', '/w/include/x.h', {}, false],
  ['anything, of a package without a folder', '/w/a/a.go', { dir: '' }, false],
  ['C code, of a package without a folder', '/w/a/a.c', { dir: '', cgo: true }, false],
])('%s: %s', (_, path, more, expected) => {
  expect(belongs(path, more)).toBe(expected);
});
