import { formatDuration, markdownFence, markdownTable } from '@fairlead/core';
import { testArguments } from '../conditions/test/command.ts';
import type { Plan } from '../plan/plan.ts';
import type { Rules } from '../rules.ts';

/** The effective rules by name, in words. */
export function describeRules(plan: Plan, rules: Rules): readonly (readonly [string, string])[] {
  const packages = plan.modules.reduce((sum, part) => sum + part.packages.length, 0);
  return [
    ['checks', [...rules.checks].join(', ')],
    ...(rules.checks.has('coverage') ? coverageRules(rules) : []),
    ['nothing to measure', rules.onMissing === 'warn' ? 'a warning' : 'an error'],
    ['modules', words(plan.modules.map((part) => part.module.path))],
    ['packages', String(packages)],
    ['test tags', words(rules.testTags)],
    ['time for one package', formatDuration(rules.testTimeout)],
    ['go', plan.go.text],
  ];
}

function coverageRules(rules: Rules): readonly (readonly [string, string])[] {
  return [
    ['coverage', `>= ${rules.threshold.text} % (from ${rules.thresholdSource})`],
    ['left out of coverage', words(['generated files', ...rules.coverageExclude])],
  ];
}

function words(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.join(' ');
}

/** The commands that a run of the plan starts. */
export function describeCommands(plan: Plan, rules: Rules): readonly string[] {
  const tags = rules.testTags.length === 0 ? '' : ` -tags=${rules.testTags.join(',')}`;
  const { goflags } = plan;
  const profile = rules.checks.has('coverage') ? 'coverage.out' : undefined;
  return [
    ...(rules.checks.has('gofmt') ? ['gofmt -d <every Go file>'] : []),
    ...plan.modules.flatMap((part) => [
      ...(rules.checks.has('vet') ? [`go vet${tags} ${part.patterns.join(' ')}`] : []),
      ...(rules.checks.has('test')
        ? [`go ${testArguments(rules, { patterns: part.patterns, profile, goflags }).join(' ')}`]
        : []),
    ]),
  ];
}

/** What a dry run puts into the summary. */
export function renderDryRun(plan: Plan, rules: Rules): string {
  const table = markdownTable(['Rule', 'Value'], describeRules(plan, rules));
  return `**Dry run** · nothing was checked\n\n${table}\n${markdownFence(describeCommands(plan, rules).join('\n'))}`;
}
