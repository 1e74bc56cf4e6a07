import { describe, expect, it } from 'vitest';
import {
  compareRational,
  formatRational,
  parseRational,
  percentOf,
  subtract,
  whole,
} from '../../src/rule/rational.ts';

const read = (text: string) => parseRational(text) ?? { numerator: 0n, denominator: 0n };

describe('exact numbers', () => {
  it.each([
    ['75', 75n, 1n],
    ['75.50', 7550n, 100n],
    ['-0.5', -5n, 10n],
    ['1e-7', 1n, 10_000_000n],
    ['1.5e2', 150n, 1n],
    ['2E+3', 2000n, 1n],
  ])('%s is read', (text, numerator, denominator) => {
    expect(parseRational(text)).toEqual({ numerator, denominator });
  });

  it.each(['', ' 1', '1,5', '.5', '5.', 'NaN', 'Infinity', '0x10', '1e100', '--1'])('%j is none', (text) => {
    expect(parseRational(text)).toBeUndefined();
  });

  it.each([
    ['0.1', '0.10', 0],
    ['0.3', '0.30000000000000001', -1],
    ['-1', '-2', 1],
    ['33.34', '33.33', 1],
  ])('%s and %s compare as %i', (a, b, expected) => {
    expect(compareRational(read(a), read(b))).toBe(expected);
  });

  it('a third in percent is neither 33.33 nor 33.34', () => {
    const third = percentOf(1, 3);
    expect([compareRational(third, read('33.33')), compareRational(third, read('33.34'))]).toEqual([1, -1]);
    expect(compareRational(subtract(third, third), whole(0))).toBe(0);
  });

  it.each([
    ['74.999', 'down', '74.99'],
    ['74.991', 'up', '75.00'],
    ['3.001', 'up', '3.01'],
    ['0.5', 'up', '0.50'],
    ['-0.25', 'up', '-0.25'],
    ['0', 'up', '0'],
    ['-0.001', 'down', '-0.01'],
    ['-0.001', 'up', '0.00'],
    ['-12.5', 'down', '-12.50'],
    ['7', 'up', '7'],
    ['0.05', 'down', '0.05'],
  ] as const)('%s, rounded %s, reads %s', (text, rounding, expected) => {
    expect(formatRational(read(text), rounding)).toBe(expected);
  });
});
