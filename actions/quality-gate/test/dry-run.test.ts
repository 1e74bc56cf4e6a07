import { describe, expect, it } from 'vitest';
import { resolveRules } from '../src/plan/rules.ts';
import { describeRules } from '../src/publish/dry-run.ts';
import { plainSettings } from './support/plain-settings.ts';
import { planOf } from './support/plan-of.ts';
import { ruleOf } from './support/rule-of.ts';

describe('the effective rules in words (QG-17)', () => {
  const conditions = [
    ruleOf({
      metric: 'coverage',
      scope: 'patch',
      threshold: '80',
      'small-change': '10',
      severity: 'warning',
    }),
    ruleOf({ metric: 'lint-issues', operator: '==', threshold: '0', name: 'clean' }),
    ruleOf({
      metric: 'lint-issues',
      operator: '==',
      threshold: '0',
      level: 'error',
      'on-missing': 'pass',
      name: 'no errors',
    }),
  ];
  const rules = resolveRules(
    {
      ...plainSettings,
      checks: ['gofmt', 'coverage'],
      coverageThreshold: undefined,
      preset: 'strict',
      conditions,
    },
    ['lint'],
    (input) => (input === 'preset' ? 'default' : 'config'),
  );
  const rows = new Map(describeRules(planOf(), rules));

  it('say where each came from', () => {
    expect(rows.get('coverage')).toBe('>= 85 % (from preset strict, by default)');
    expect(rows.get('condition coverage (patch)')).toBe(
      'coverage >= 80 %; a warning only; missing: fail; not judged below 10 in the change; by the config file',
    );
  });

  it('say which take the place of what a check demands', () => {
    expect(rows.get('condition clean')).toBe(
      'lint-issues == 0; missing: fail; in place of what lint demands; by the config file',
    );
    expect(rows.get('condition no errors')).toBe(
      'lint-issues == 0; missing: pass; level error; by the config file',
    );
  });

  it('name the checks that run, those for conditions among them', () => {
    expect(rows.get('checks')).toBe('gofmt, lint, coverage');
  });
});
