import { countOf, listSome } from '@fairlead/core';
import { plainResult } from '../../check/results.ts';
import type { CheckResult } from '../../verdict/condition.ts';
import { notChecked } from './ask-server.ts';
import type { SonarCondition, SonarStatus } from './read-status.ts';

/** What the check demands. */
export const LIMIT = 'OK';

/**
 * The verdict on what the server's quality gate says of a project.
 *
 * @throws ExternalError GATE_NOT_CHECKED where it says nothing
 */
export function judgeStatus({ status, conditions, ignored }: SonarStatus, project: string): CheckResult {
  const shared = { name: 'sonar', limit: LIMIT, actual: status };
  const details = conditions.map(describe);
  const failed = conditions.filter((condition) => condition.failed).map(describe);
  if (status === 'ERROR') {
    const reason = failed.length === 0 ? 'SonarQube names no condition that fails' : listSome(failed);
    return { ...plainResult({ ...shared, status: 'failed', reason }, 'GATE_SONAR_FAILED'), details };
  }
  if (status === 'NONE') throw notChecked(`${project} has no quality gate in SonarQube: give it one`);
  if (status !== 'OK' && status !== 'WARN')
    throw notChecked(`SonarQube says ${status} of the quality gate of ${project}, which is no known word`);
  const unmeasured = conditions.filter(({ actual }) => actual === undefined).map(({ metric }) => metric);
  const reason = [
    `${countOf(conditions.length, 'condition')} of SonarQube`,
    ...(unmeasured.length === 0 ? [] : [`nothing to measure for ${listSome(unmeasured)}`]),
    ...(ignored ? ['coverage and duplication were let pass because few lines are new'] : []),
  ].join('; ');
  return { ...plainResult({ ...shared, status: status === 'OK' ? 'passed' : 'warned', reason }), details };
}

function describe({ metric, wanted, actual }: SonarCondition): string {
  const what = actual === undefined ? `${metric} was not measured` : `${metric} is ${actual}`;
  return wanted === '' ? what : `${what} (${wanted})`;
}
