import {
  formatPercentage,
  missingStatements,
  type Percentage,
  parsePercentage,
  reaches,
  type StatementCount,
} from '@fairlead/go';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const percent = (text: string): Percentage => {
  const parsed = parsePercentage(text);
  if (parsed === undefined) throw new Error(`${text} is not a percentage`);
  return parsed;
};

const counts = fc
  .record({
    statements: fc.integer({ min: 1, max: 5_000_000 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ statements, part }): StatementCount => ({ statements, covered: Math.floor(statements * part) }));
const limits = fc
  .record({ whole: fc.integer({ min: 0, max: 99 }), fraction: fc.stringMatching(/^\d{0,6}$/) })
  .map(({ whole, fraction }) => percent(fraction === '' ? `${whole}` : `${whole}.${fraction}`));

describe('the exact comparison (QG-01)', () => {
  it.each([
    [7499, false, 1],
    [7500, true, 0],
    [7501, true, 0],
  ])('judges %i of 10000 statements against 75 %%', (covered, verdict, missing) => {
    const count = { covered, statements: 10_000 };
    expect(reaches(count, percent('75'))).toBe(verdict);
    expect(missingStatements(count, percent('75'))).toBe(missing);
  });

  it('does not round 74.9999 % up to 75 %', () => {
    const count = { covered: 749_999, statements: 1_000_000 };
    expect(reaches(count, percent('75'))).toBe(false);
    expect(formatPercentage(count)).toBe('74.99');
  });

  it('takes decimal thresholds that no float can hold', () => {
    expect(reaches({ covered: 3, statements: 1000 }, percent('0.3'))).toBe(true);
    expect(reaches({ covered: 1, statements: 3 }, percent('33.333333333333'))).toBe(true);
    expect(reaches({ covered: 1, statements: 3 }, percent('33.333333333334'))).toBe(false);
  });

  it('misses exactly as many statements as it says', () => {
    fc.assert(
      fc.property(counts, limits, (count, limit) => {
        const missing = missingStatements(count, limit);
        const raised = { ...count, covered: count.covered + missing };
        expect(reaches(raised, limit)).toBe(true);
        if (missing > 0) expect(reaches({ ...raised, covered: raised.covered - 1 }, limit)).toBe(false);
        expect(missing === 0).toBe(reaches(count, limit));
      }),
    );
  });

  it('never shows a missed limit as reached', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 10_000 }), (count, hundredths) => {
        const limit = percent((hundredths / 100).toFixed(2));
        const shown = Number(formatPercentage(count));
        expect(shown >= hundredths / 100).toBe(reaches(count, limit));
      }),
    );
  });
});

describe('percentages as text', () => {
  it.each(['abc', '', '-1', '101', '100.1', '7,5', '1e1', '75%', ' 75', '.5', '75.'])(
    'refuses %j',
    (text) => {
      expect(parsePercentage(text)).toBeUndefined();
    },
  );

  it.each(['0', '75', '74.5', '99.999', '100', '100.0'])('reads %j', (text) => {
    expect(parsePercentage(text)?.text).toBe(text);
  });

  it('has no number for nothing', () => {
    expect(formatPercentage({ covered: 0, statements: 0 })).toBe('');
  });
});
