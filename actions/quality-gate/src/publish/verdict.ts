import { markdownText } from '@fairlead/core';
import type { RunContext } from '../context.ts';
import { describeEnvironment } from '../environments/tell.ts';
import type { Plan } from '../plan/plan.ts';
import type { CheckResult, ConditionStatus } from '../verdict/condition.ts';
import { decideGate } from '../verdict/decide.ts';
import { planAnnotations } from './annotations.ts';
import { gateError } from './gate-error.ts';
import { renderSummary } from './summary.ts';

const OUTCOME = {
  passed: 'success',
  failed: 'failure',
  warned: 'warning',
  skipped: 'skipped',
  errored: 'error',
} as const satisfies Record<ConditionStatus, string>;

/**
 * Tells the verdict everywhere: outputs, report, annotations, summary.
 *
 * @throws PolicyError when the gate failed, ToolError when it could not be checked.
 */
export function publishVerdict(
  context: RunContext,
  { leftOut, doubts, environment }: Pick<Plan, 'leftOut' | 'doubts' | 'environment'>,
  results: readonly CheckResult[],
): void {
  const gate = decideGate(results);
  const conditions = results.map((result) => result.condition);
  context.output('conditions', JSON.stringify(conditions));
  context.report.set('gate', gate);
  context.report.set('conditions', conditions);
  context.report.set('leftOut', leftOut);
  for (const { name, status, reason } of conditions) {
    context.report.addVerdict({ name, outcome: OUTCOME[status], reason });
    if (status === 'warned') context.log.warn(`${name}: ${reason}`);
  }
  for (const warning of results.flatMap((result) => result.warnings ?? [])) context.log.warn(warning);
  const level = gate === 'failed' && context.inputs.continueOnFail ? 'warning' : 'error';
  for (const annotation of planAnnotations(results, level)) context.host.annotate(annotation);
  context.summarize(renderSummary(gate, results, leftOut, context.inputs.summary === 'auto'));
  if (environment !== undefined) {
    context.report.set('environment', environment);
    context.summarize(`- **Environment** ${markdownText(describeEnvironment(environment))}`);
  }
  for (const doubt of doubts) context.summarize(`- **Warning** ${markdownText(doubt)}`);
  if (gate !== 'passed') throw gateError(results);
  context.settle('passed', describePass(results));
}

/** What was measured, in one line. */
function describePass(results: readonly CheckResult[]): string {
  return results
    .map(({ condition }) => condition)
    .filter(({ status }) => status === 'passed' || status === 'warned')
    .map(({ name, reason }) => `${name}: ${reason}`)
    .join('; ');
}
