import { type CoverageBlock, compareProfile, parseCoverageProfile } from '@fairlead/go';
import { expect, it } from 'vitest';

const profile = parseCoverageProfile('mode: set\nm/a.go:1.1,2.2 3 1\nm/b.go:1.1,2.2 1 0\n');
const block = (file: string, statements: number, endColumn = 2): CoverageBlock => ({
  file,
  startLine: 1,
  startColumn: 1,
  endLine: 2,
  endColumn,
  statements,
  count: 0,
});

it('finds no difference where there is none', () => {
  expect(compareProfile(profile, [block('m/a.go', 3), block('m/b.go', 1)])).toEqual({
    missing: [],
    strange: [],
  });
});

it('finds what the profile lacks', () => {
  const wanted = [block('m/a.go', 3), block('m/b.go', 1), block('m/b.go', 1, 9), block('m/c.go', 4)];
  const { missing, strange } = compareProfile(profile, wanted);
  expect(missing.map((item) => `${item.file} ${item.endColumn}`)).toEqual(['m/b.go 9', 'm/c.go 2']);
  expect(strange).toEqual([]);
});

it('finds what no source has, and another number of statements', () => {
  expect(compareProfile(profile, [block('m/a.go', 3)]).strange.map((item) => item.file)).toEqual(['m/b.go']);
  const other = compareProfile(profile, [block('m/a.go', 2), block('m/b.go', 1)]);
  expect(other.strange.map((item) => item.file)).toEqual(['m/a.go']);
});

it('lets a file of cgo have further blocks, but not other statements in one that is known', () => {
  const loose = new Set(['m/b.go']);
  expect(compareProfile(profile, [block('m/a.go', 3)], loose).strange).toEqual([]);
  const wanted = [block('m/a.go', 3), block('m/b.go', 2)];
  expect(compareProfile(profile, wanted, loose).strange).toHaveLength(1);
});
