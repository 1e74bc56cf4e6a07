import { countOf, listSome } from '@fairlead/core';
import { findingsSection } from '../check/findings-section.ts';
import { type CheckResult, type Finding, placeOf } from '../verdict/condition.ts';

/** What is demanded of most tools. */
export const NO_FINDINGS = '0 findings';

/** The result of a check that counts what a tool has found. */
export function findingsResult(
  name: string,
  code: string,
  findings: readonly Finding[],
  looked: string,
): CheckResult {
  const lines = findings.map((one) => `${placeOf(one)}: ${one.message}`);
  const count = countOf(findings.length, 'finding');
  const failed = findings.length > 0;
  return {
    condition: {
      name,
      status: failed ? 'failed' : 'passed',
      actual: count,
      limit: NO_FINDINGS,
      reason: failed ? `${count}: ${listSome(lines, 2)}` : `${count} in ${looked}`,
    },
    findings,
    code: failed ? code : '',
    details: lines,
    section: findingsSection(name, findings),
  };
}
