import { holdsFor, isPlatformTag, parseConstraint, readConstraint, tagsOfName } from '@fairlead/go';
import { expect, test } from 'vitest';

const matches = (text: string, ...tags: string[]): boolean | undefined =>
  parseConstraint(text)?.matches((tag) => tags.includes(tag));

test.each<[string, string[], boolean | undefined]>([
  ['cgo', ['cgo'], true],
  ['!cgo', ['cgo'], false],
  ['linux && cgo', ['linux'], false],
  ['linux || cgo', ['linux'], true],
  ['a || b && c', ['a'], true],
  ['(a || b) && c', ['a'], false],
  ['!(a || b)', [], true],
  ['!!a', ['a'], true],
  ['a &&', [], undefined],
  ['(a', [], undefined],
  ['', [], undefined],
  ['a && -b', [], undefined],
  ['a b', [], undefined],
  ['a)', [], undefined],
])('%s with %j: %s', (text, tags, expected) => {
  expect(matches(text, ...tags)).toBe(expected);
});

test('the tags that would have to be set stand without a !', () => {
  expect([...(parseConstraint('a && !(b || !c)')?.wanted ?? [])]).toEqual(['a', 'c']);
});

test('the old form counts where there is no other, and only above the package clause', () => {
  expect(readConstraint('// +build a,b !c\n// +build d\n\npackage x\n')?.text).toBe('((a && b) || !c) && d');
  expect(readConstraint('//go:build x\n// +build a\n\npackage x\n')?.text).toBe('x');
  expect(readConstraint('package x\n\n//go:build y\n')).toBeUndefined();
  const old = (...lines: readonly string[]) =>
    readConstraint(`${lines.map((line) => `// +build ${line}\n`).join('')}\npackage x\n`)?.text;
  expect(old('a,b')).toBe('a && b');
  expect(old('a b')).toBe('a || b');
  expect(old('a,b', 'c')).toBe('a && b && c');
  expect(old()).toBeUndefined();
});

test.each([
  ['main_windows.go', ['windows']],
  ['main_linux_arm64.go', ['linux', 'arm64']],
  ['linux.go', []],
  ['main_prod.go', []],
  ['main_unix.go', []],
  ['main_linux_prod.go', []],
  ['main_prod_arm64.go', ['arm64']],
  ['main_linux_test.go', ['linux']],
  ['main_linux.pb.go', ['linux']],
  ['main.x_linux.go', []],
])('the name %s stands for %j', (name, tags) => {
  expect(tagsOfName(name)).toEqual(tags);
});

test.each([
  ['linux', true],
  ['arm64', true],
  ['unix', true],
  ['cgo', false],
  ['prod', false],
])('whether %s speaks of the platform: %s', (tag, expected) => {
  expect(isPlatformTag(tag)).toBe(expected);
});

test('what nobody sets holds by itself', () => {
  const android = { os: 'android', arch: 'arm64' };
  expect(
    ['android', 'linux', 'unix', 'arm64', 'gc', 'go1.20', 'cgo'].map((tag) => holdsFor(android, tag)),
  ).toEqual([true, true, true, true, true, true, false]);
  expect(holdsFor({ os: 'windows', arch: 'amd64' }, 'unix')).toBe(false);
});
