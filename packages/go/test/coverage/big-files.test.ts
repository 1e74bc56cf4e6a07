import {
  findFunctions,
  isGenerated,
  leastCovered,
  measureCoverage,
  parseCoverageProfile,
} from '@fairlead/go';
import { describe, expect, it } from 'vitest';

/** Milliseconds of a processor that a megabyte may take: far above what it takes, far below what a quadratic loop takes. */
const LIMIT = 3_000;

function timed<T>(work: () => T): T {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(LIMIT);
  return result;
}

describe('a megabyte in one line is read in no time', () => {
  const bytes = '0x00,'.repeat(200_000);

  it.each([
    ['bytes of an embedded file', `package a\n\nvar b = []byte{${bytes}}\n\nfunc F() {}\n`],
    ['colons', `package a\n\nvar b = \`x\` // ${':'.repeat(1_000_000)}\n\nfunc F() {}\n`],
    ['colons outside of a comment', `package a\n${':'.repeat(1_000_000)}x\nfunc F() {}\n`],
    ['slashes', `package a\n/${'/'.repeat(1_000_000)}\nfunc F() {}\n`],
    ['blanks', `package a\n${' '.repeat(1_000_000)}\nfunc F() {}\n`],
    ['a string', `package a\n\nvar s = "${'\\"'.repeat(500_000)}"\n\nfunc F() {}\n`],
    ['words', `package a\n\nvar s = ${'ä'.repeat(500_000)}\n\nfunc F() {}\n`],
  ])('%s', (_, source) => {
    expect(timed(() => findFunctions(source)).map((item) => item.name)).toEqual(['F']);
  });

  it('functions', () => {
    const source = `package a; ${Array.from({ length: 40_000 }, (_, index) => `func F${index}() { x() }`).join('; ')}\n`;
    const found = timed(() => findFunctions(source));
    expect(found).toHaveLength(40_000);
    expect(found.at(-1)?.endColumn).toBe(source.length);
  });

  it('a header that never ends, and a comment that never ends', () => {
    expect(timed(() => findFunctions(`package a\nfunc F(${'a,'.repeat(500_000)}`))).toEqual([]);
    expect(timed(() => findFunctions(`package a\n/* ${'* '.repeat(500_000)}`))).toEqual([]);
    expect(timed(() => isGenerated(`// Code generated ${'DO NOT EDIT '.repeat(80_000)}\npackage a\n`))).toBe(
      false,
    );
  });
});

it('blocks find their function also among tens of thousands', () => {
  const count = 20_000;
  const source = `package a\n${Array.from({ length: count }, (_, index) => `func F${index}() { x() }`).join('\n')}\n`;
  const lines = Array.from(
    { length: count },
    (_, index) => `m/a.go:${index + 2}.14,${index + 2}.21 1 ${index % 2}`,
  );
  const profile = parseCoverageProfile(['mode: set', ...lines].join('\n'));
  const measured = timed(() => measureCoverage(profile, (path) => ({ path, source })));
  expect(measured.functions).toHaveLength(count);
  expect(measured.outsideFunctions.statements).toBe(0);
  expect(leastCovered(measured.functions, 1)[0]?.name).toBe('F0');
});

it('a profile with one endless line is refused at once', () => {
  expect(() => timed(() => parseCoverageProfile(`mode: set\n${'a:1'.repeat(400_000)}\n`))).toThrow(
    'is not a block',
  );
});
