import { listSome, markdownFence, markdownTable } from '@fairlead/core';
import type { RuleRow } from '../check/check.ts';
import { checks } from '../conditions/registry.ts';
import type { RunContext } from '../context.ts';
import { describeEnvironment } from '../environments/tell.ts';
import { metricOf } from '../metrics/registry.ts';
import { describeCommand } from '../plan/command.ts';
import { goflagsProblems } from '../plan/flags.ts';
import { type Plan, packagesOf } from '../plan/plan.ts';
import type { Rules } from '../plan/rules.ts';
import { type ConditionRule, describeDemand, isWhole } from '../rule/condition-rule.ts';

/** Files that are named of those that constraints leave out. */
const NAMED = 10;

/** The effective rules by name, in words. */
export function describeRules(plan: Plan, rules: Rules): readonly RuleRow[] {
  const wanted = checks.filter((check) => rules.checks.has(check.name));
  const goflags = goflagsProblems(plan.goflags);
  return [
    ['checks', wanted.map((check) => check.name).join(', ')],
    ...wanted.flatMap((check) => check.describe?.(plan, rules) ?? []),
    ...rules.conditions.map((rule) => describeCondition(rule, rules.conditionsSource)),
    ['nothing to measure', rules.onMissing === 'warn' ? 'a warning' : 'an error'],
    ['modules', words(plan.modules.map((part) => part.module.path))],
    ['packages', String(packagesOf(plan).length)],
    ['build tags', words(rules.buildTags)],
    ...(plan.environment === undefined
      ? []
      : [['environment', describeEnvironment(plan.environment)] as const]),
    ...(plan.doubts.length === 0 ? [] : [['warnings', plan.doubts.join('; ')] as const]),
    ...leftOutRows(plan),
    ['go', plan.go.text],
    ...(goflags.length === 0 ? [] : [['GOFLAGS, refused', goflags.join('; ')] as const]),
  ];
}

/** `condition coverage (patch)`: `>= 80 %; missing: fail; by the config file`. */
function describeCondition(rule: ConditionRule, source: string): RuleRow {
  const { name, metric, severity, onMissing, smallChange } = rule;
  const { unit, replaces } = metricOf(metric);
  const words = [
    `${metric === name ? '' : `${metric} `}${describeDemand(rule, unit)}`,
    ...(severity === 'error' ? [] : ['a warning only']),
    `missing: ${onMissing}`,
    ...(smallChange === 0 ? [] : [`not judged below ${smallChange} in the change`]),
    ...Object.entries(rule.options).map(([key, value]) => `${key} ${value}`),
    ...(replaces !== undefined && isWhole(rule) ? [`in place of what ${replaces} demands`] : []),
    `by ${source}`,
  ];
  return [`condition ${name}`, words.join('; ')];
}

function leftOutRows({ leftOut, needCompiler }: Plan): readonly RuleRow[] {
  const files = leftOut.map(({ file, why }) => `${file} (${why})`);
  return [
    ...(files.length === 0 ? [] : [['left out by constraints', listSome(files, NAMED)] as const]),
    ...(needCompiler.length === 0
      ? []
      : [['not testable without a C compiler', listSome(needCompiler, NAMED)] as const]),
  ];
}

function words(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.join(' ');
}

/** Where the commands run and leave things. */
type Places = Pick<RunContext, 'reportFolder' | 'workspace' | 'workingDirectory'>;

/** The commands that a run of the plan starts, check by check. */
export function describeCommands(plan: Plan, rules: Rules, places: Places): readonly string[] {
  return checks
    .filter((check) => rules.checks.has(check.name))
    .flatMap((check) => check.commands(plan, rules, places))
    .map((command) => describeCommand(command, places.workingDirectory));
}

/** What a dry run puts into the summary. */
export function renderDryRun(plan: Plan, rules: Rules, places: Places): string {
  const table = markdownTable(['Rule', 'Value'], describeRules(plan, rules));
  const commands = markdownFence(describeCommands(plan, rules, places).join('\n'));
  return `**Dry run** · nothing was checked\n\n${table}\n${commands}`;
}
