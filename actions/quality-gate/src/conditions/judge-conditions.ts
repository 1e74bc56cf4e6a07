import type { Job } from '../check/check.ts';
import { boundDetails, boundReason, plainResult } from '../check/results.ts';
import { troubleIn } from '../check/trouble.ts';
import type { Metric, Source } from '../metrics/metric.ts';
import { metricOf } from '../metrics/registry.ts';
import { type ConditionRule, describeDemand, isWhole } from '../rule/condition-rule.ts';
import { judgeRule } from '../rule/judge-rule.ts';
import type { CheckResult } from '../verdict/condition.ts';
import { judgesItself } from './judges-itself.ts';
import { checks } from './registry.ts';

/**
 * Judges the conditions after the checks have run. A condition on the number that a check judges by itself takes that
 * judgement's place; a check that ran for conditions alone has none.
 */
export async function judgeConditions(
  job: Job,
  results: readonly CheckResult[],
): Promise<readonly CheckResult[]> {
  const judged: CheckResult[] = [];
  const replaced = new Map<string, CheckResult>();
  for (const rule of job.rules.conditions) {
    const metric = metricOf(rule.metric);
    const checked = results.find(({ condition }) => condition.name === metric.needs);
    const result = await judge(job, rule, metric, checked);
    job.ports.log.info(`${rule.name} ${result.condition.status}: ${result.condition.reason}`);
    const takesPlace = metric.replaces !== undefined && isWhole(rule) && !replaced.has(metric.replaces);
    if (takesPlace && checked !== undefined) replaced.set(metric.replaces ?? '', beside(result, checked));
    else judged.push(result);
  }
  const kept = results.flatMap((result): CheckResult[] => {
    const { name, status } = result.condition;
    const instead = replaced.get(name);
    if (instead !== undefined) return [instead];
    const check = checks.find((one) => one.name === name);
    const judges = check !== undefined && judgesItself(check, job.rules, job.plan);
    if (judges || status === 'errored' || !job.rules.checks.has(name)) return [result];
    return [aside(result)];
  });
  return [...kept, ...judged];
}

async function judge(
  job: Job,
  rule: ConditionRule,
  metric: Metric,
  checked: CheckResult | undefined,
): Promise<CheckResult> {
  const blank = { name: rule.name, actual: '', limit: describeDemand(rule, metric.unit) };
  const status = checked?.condition.status;
  if (checked !== undefined && (status === 'errored' || status === 'skipped')) {
    const reason = boundReason(`${metric.needs}: ${checked.condition.reason}`);
    return plainResult({ ...blank, status, reason }, checked.code);
  }
  try {
    const source: Source = { job, checked };
    const result = judgeRule(rule, metric, await metric.measure(source, rule));
    const reason = boundReason(result.condition.reason);
    return { ...result, condition: { ...result.condition, reason }, details: boundDetails(result.details) };
  } catch (error) {
    const { message, code } = troubleIn(error);
    return plainResult({ ...blank, status: 'errored', reason: boundReason(message) }, code);
  }
}

/** The result of a condition with what its check has to show. */
function beside(result: CheckResult, { section, warnings, findings, details }: CheckResult): CheckResult {
  return {
    ...result,
    findings: result.findings.length > 0 || result.condition.status !== 'failed' ? result.findings : findings,
    details: result.details.length > 0 || result.condition.status !== 'failed' ? result.details : details,
    ...(section === undefined ? {} : { section }),
    ...(warnings === undefined ? {} : { warnings }),
  };
}

/** A check that only measured: what it shows stays, its judgement does not count. */
function aside(result: CheckResult): CheckResult {
  const { condition, section, warnings } = result;
  const reason = `measured for conditions: ${condition.reason}`;
  return {
    ...plainResult({ ...condition, status: 'skipped', reason: boundReason(reason) }),
    ...(section === undefined ? {} : { section }),
    ...(warnings === undefined ? {} : { warnings }),
  };
}
