import type { RunContext } from '../context.ts';
import type { CheckResult, ConditionStatus } from '../verdict/condition.ts';
import { decideGate, gateError } from '../verdict/decide.ts';
import { planAnnotations } from './annotations.ts';
import type { Evidence } from './evidence.ts';
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
export async function publishVerdict(
  context: RunContext,
  results: readonly CheckResult[],
  evidence: Evidence,
): Promise<void> {
  const gate = decideGate(results);
  const conditions = results.map((result) => result.condition);
  context.output('gate', gate);
  context.output('conditions', JSON.stringify(conditions));
  context.report.set('gate', gate);
  context.report.set('conditions', conditions);
  for (const { name, status, reason } of conditions) {
    context.report.addVerdict({ name, outcome: OUTCOME[status], reason });
    if (status === 'warned') context.log.warn(`${name}: ${reason}`);
  }
  for (const pattern of evidence.coverage?.unusedPatterns ?? [])
    context.log.warn(`coverage-exclude ${JSON.stringify(pattern)} matches no file of the profile`);
  const level = gate === 'fail' && context.inputs.continueOnFail ? 'warning' : 'error';
  for (const annotation of planAnnotations(results, level)) context.host.annotate(annotation);
  context.summarize(renderSummary(gate, results, evidence));
  if (gate !== 'pass') throw gateError(results);
}
