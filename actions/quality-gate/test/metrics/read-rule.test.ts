import { describe, expect, it } from 'vitest';
import { checkNames } from '../../src/conditions/registry.ts';
import { inputs } from '../../src/inputs.ts';
import { conditionKeys, readRule } from '../../src/metrics/read-rule.ts';
import { metrics } from '../../src/metrics/registry.ts';

const read = (text: string) => {
  const { success, data, error } = inputs.conditions.safeParse(text);
  return success ? data : error.issues.map(({ message }) => message).join();
};

describe('conditions (QG-17)', () => {
  it('are read from YAML, with what nobody says', () => {
    expect(read('- { metric: coverage, operator: ">=", threshold: 80.50 }')).toEqual([
      {
        name: 'coverage',
        metric: 'coverage',
        operator: '>=',
        threshold: { numerator: 8050n, denominator: 100n },
        text: '80.50',
        scope: { kind: 'all', glob: undefined },
        severity: 'error',
        onMissing: 'fail',
        smallChange: 0,
        options: {},
      },
    ]);
    expect(read('')).toEqual([]);
  });

  it.each([
    ['metric: coverage', 'is not a list: begin each entry with a dash'],
    ['- coverage', 'has an entry 1 that is no map of keys and plain values'],
    ['- { metric: [[a]] }', 'has an entry 1 that is no map of keys and plain values'],
    ['- {', 'is not YAML'],
    ['- { metrik: coverage }', 'entry 1 has the unknown key "metrik"; did you mean metric?'],
    ['- { metric: covrage }', 'entry 1 has the unknown metric "covrage"; did you mean coverage?'],
    ['- { operator: "<" }', 'entry 1 has no metric: one of coverage'],
  ])('%j is refused', (text, problem) => {
    expect(read(text)).toContain(problem);
  });

  it('are refused with all that is wrong', () => {
    expect(
      readRule({ metric: 'coverage', scope: 'file', severity: 'fatal', 'on-missing': 'ignore', level: 'x' }),
    ).toEqual({
      problem:
        'has no operator: one of <, <=, >, >=, ==, ' +
        'has severity "fatal", which is not one of error, warning, ' +
        'has on-missing "ignore", which is not one of fail, warn, pass, ' +
        'has no threshold, has scope "file": coverage has all, patch, module, package, packages, ' +
        'has level, which coverage does not read',
    });
  });

  it.each([
    [{ threshold: '0.8' }, 'could be a share'],
    [{ threshold: '101' }, 'above 100 %'],
    [{ threshold: 'high' }, 'is no number'],
    [{ scope: 'patch x/**' }, 'takes no pattern'],
    [{ scope: 'packages' }, 'without a pattern'],
    [{ 'small-change': '5' }, 'for the scope patch'],
    [{ scope: 'patch', 'small-change': 'few' }, 'no whole number'],
    [{ metric: 'report-number' }, 'needs file'],
    [{ metric: 'report-number', file: 'r' }, 'needs pointer or pattern'],
    [{ metric: 'report-number', file: 'r', pointer: '/a', pattern: '(a)' }, 'one of them'],
    [{ metric: 'report-number', file: 'r', pattern: 'total' }, 'has no group'],
    [{ metric: 'report-number', file: 'r', pattern: '(' }, 'is not a regular expression'],
    [{ metric: 'report-number', file: 'r', pointer: 'a' }, 'does not begin with a slash'],
    [{ metric: 'sarif-results', file: 'r', level: 'worst' }, 'is not one of any, error'],
  ])('%j is refused: %s', (entry, problem) => {
    const reading = readRule({ metric: 'coverage', operator: '>=', threshold: '80', ...entry });
    expect('problem' in reading && reading.problem).toContain(problem);
  });
});

describe.each(metrics)('the metric $name', ({ name, description, needs, replaces, options = {}, scopes }) => {
  it('is told apart, described, and measured by a check that is there', () => {
    expect(metrics.filter((metric) => metric.name === name)).toHaveLength(1);
    expect(description).toMatch(/^[a-z].*[^.]$/);
    if (needs !== undefined) expect(checkNames).toContain(needs);
    if (replaces !== undefined) expect(replaces).toBe(needs);
    expect(Object.keys(conditionKeys)).toEqual(expect.arrayContaining(Object.keys(options)));
    expect(scopes.length).toBeGreaterThan(0);
  });
});
