import { countOf, listSome } from '@fairlead/core';
import {
  type CoverageMeasurement,
  type FunctionCoverage,
  formatPercentage,
  leastCovered,
  missingStatements,
  type StatementCount,
} from '@fairlead/go';
import type { ConditionRule } from '../rule/condition-rule.ts';
import { type Measurement, measured, nothing, type Part } from '../rule/measurement.ts';
import { percentOf } from '../rule/rational.ts';
import type { Finding } from '../verdict/condition.ts';
import type { Metric, Source } from './metric.ts';
import { patchOf } from './patch.ts';
import { subjectsOf } from './subjects.ts';
import { uncoveredFindings } from './uncovered.ts';

/** Functions that the failure names, and those of them that are annotated. */
const NAMED = 10;
const ANNOTATED = 3;

export const coverage: Metric = {
  name: 'coverage',
  description: 'statements that the tests reach',
  unit: '%',
  scopes: ['all', 'patch', 'module', 'package', 'packages'],
  needs: 'coverage',
  replaces: 'coverage',
  code: 'GATE_COVERAGE_TOO_LOW',
  measure,
};

function measure(source: Source, rule: ConditionRule): Measurement {
  const { job } = source;
  const facts = job.facts.coverage;
  if (facts === undefined) return nothing('coverage was not measured');
  const { measurement } = facts;
  const { kind } = rule.scope;
  if (kind === 'all') return total(measurement);
  if (kind === 'patch') {
    const patch = patchOf(job, facts);
    if ('state' in patch) return patch;
    if (patch.statements.statements === 0) return nothing('the change has no statements');
    return measured({
      ...partOf(patch.statements),
      findings: uncoveredFindings(patch.uncovered),
      details: patch.uncovered.map(({ file, startLine, endLine }) => `${file}:${startLine}-${endLine}`),
    });
  }
  const subjects = subjectsOf(job, measurement.packages, rule.scope);
  const parts = subjects.flatMap(({ name, packages }): Part[] => {
    const count = packages.reduce<StatementCount>(
      (sum, item) => ({
        covered: sum.covered + item.covered,
        statements: sum.statements + item.statements,
      }),
      { covered: 0, statements: 0 },
    );
    return count.statements === 0 ? [] : [{ subject: name, ...partOf(count) }];
  });
  if (parts.length > 0) return { state: 'measured', parts };
  const named = rule.scope.glob ?? kind;
  return { state: 'missing', reason: `no ${kind} with statements matches ${named}` };
}

/** The measure of everything together, with where tests would help most. */
export function total({ total: count, functions }: CoverageMeasurement): Measurement {
  if (count.statements === 0) return { state: 'missing', reason: 'no statements to cover' };
  const worst = leastCovered(functions, NAMED);
  const named = worst.map(
    (item) =>
      `${item.name} ${item.file}:${item.line} (${formatPercentage(item)} %, ${item.statements - item.covered} missed)`,
  );
  const part = partOf(count);
  return measured({
    ...part,
    remedy: (rule) =>
      `${part.remedy(rule)}${named.length === 0 ? '' : `; least covered: ${listSome(named)}`}`,
    findings: worst.slice(0, ANNOTATED).map(findingOf),
    details: named,
  });
}

function findingOf(item: FunctionCoverage): Finding {
  const message = `${item.name}: ${formatPercentage(item)} % covered, ${countOf(item.statements - item.covered, 'statement')} missed`;
  return { file: item.file, line: item.line, title: 'coverage', message };
}

function partOf(count: StatementCount): Omit<Part, 'subject'> & Pick<Required<Part>, 'remedy'> {
  return {
    value: percentOf(count.covered, count.statements),
    words: `${count.covered} of ${countOf(count.statements, 'statement')} covered`,
    size: count.statements,
    remedy: ({ operator, threshold, text }) =>
      operator === '>=' ? `${missingStatements(count, { ...threshold, text })} more needed` : '',
  };
}
