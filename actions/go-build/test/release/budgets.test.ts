import { describe, expect, test } from 'vitest';
import { judgeSizes, readSizes, tooLarge } from '../../src/release/budgets.ts';
import { readGrowth } from '../../src/release/read-growth.ts';

const binary = (size: number) => ({
  name: 'api',
  package: 'example.com/x/cmd/api',
  target: 'linux/amd64',
  version: 'v1',
  path: 'bin/api',
  size,
  sha256: '',
});
const before = [{ package: 'example.com/x/cmd/api', target: 'linux/amd64', size: 1000 }];
const problems = (size: number, most: number | undefined, growth: string | undefined, known = before) =>
  judgeSizes([binary(size)], { most, growth: growth === undefined ? undefined : readGrowth(growth) }, known)
    .problems;

describe('BLD-13 budgets', () => {
  test.each([
    [1024, 1024, 0],
    [1025, 1024, 1],
  ])('%d bytes where %d are allowed: %d problems', (size, most, count) => {
    expect(problems(size, most, undefined)).toHaveLength(count);
  });

  test.each([
    [1050, '5%', 0],
    [1051, '5%', 1],
    [1500, '500B', 0],
    [1501, '500B', 1],
    [900, '0%', 0],
    [1000, '0 %', 0],
    [1001, '0%', 1],
  ])('from 1000 to %d bytes where %s is allowed: %d problems', (size, growth, count) => {
    expect(problems(size, undefined, growth)).toHaveLength(count);
  });

  test('the problem has the exact sizes', () => {
    expect(problems(1100, 1000, '5%')).toEqual([
      'bin/api has 1.1 kB (1100 bytes), max-binary-size allows 1.0 kB (1000 bytes)',
      'bin/api grew from 1.0 kB (1000 bytes) to 1.1 kB (1100 bytes) (+10.0 %), max-binary-growth allows 1.1 kB (1050 bytes)',
    ]);
    expect(tooLarge(['a', 'b'])).toMatchObject({ code: 'BUILD_TOO_LARGE', message: 'a, and 1 more' });
  });

  test('a binary that was not there before, or was built for another target, is not judged, and named', () => {
    const other = [{ ...before[0], package: 'example.com/x/cmd/api', target: 'linux/arm64', size: 1 }];
    expect(judgeSizes([binary(9999)], { most: undefined, growth: { percent: 1 } }, other)).toEqual({
      problems: [],
      unknown: ['bin/api'],
    });
  });

  test.each(['', '{}', '[1]', '[{"package":"x","target":"y","size":"1"}]', '[null]'])(
    '%s is no list of sizes',
    (text) => {
      expect(readSizes(text)).toBeUndefined();
    },
  );
  test('an output of an earlier build is one', () => {
    expect(readSizes(JSON.stringify([binary(7)]))).toMatchObject([{ size: 7 }]);
    expect(readSizes('[]')).toEqual([]);
  });
});
