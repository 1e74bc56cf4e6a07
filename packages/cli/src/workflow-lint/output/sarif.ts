import type { Finding, LintResult } from '../finding.ts';
import type { Rule, Severity } from '../rule.ts';
import type { Format } from './format.ts';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', advice: 'note' };
const PAGE = 'https://github.com/fairlead-actions/fairlead/blob/main/docs/guides/workflow-lint.md';

/** For code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export const sarifFormat: Format = {
  name: 'sarif',
  render: (result, rules) =>
    JSON.stringify(
      {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: {
              driver: {
                name: 'fairlead workflow-lint',
                informationUri: PAGE,
                rules: describeRules(result, rules),
              },
            },
            invocations: [
              {
                executionSuccessful: result.unchecked.length === 0,
                toolExecutionNotifications: result.unchecked.map(({ reason, ...place }) => ({
                  level: 'error',
                  message: { text: reason },
                  locations: [location(place)],
                })),
              },
            ],
            results: result.findings.map((finding) => ({
              ruleId: finding.rule,
              level: LEVELS[finding.severity],
              message: {
                text: finding.fix === undefined ? finding.reason : `${finding.reason}; ${finding.fix}`,
              },
              locations: [location(finding)],
            })),
          },
        ],
      },
      undefined,
      2,
    ),
};

/** Ours, and what others have named. */
function describeRules({ findings }: LintResult, rules: readonly Rule[]): readonly object[] {
  const known = new Set(rules.map(({ id }) => id));
  const others = new Set(findings.map(({ rule }) => rule).filter((rule) => !known.has(rule)));
  return [
    ...rules.map(({ id, why, fix }) => ({
      id,
      shortDescription: { text: why },
      help: { text: fix },
      helpUri: PAGE,
    })),
    ...[...others].map((id) => ({ id })),
  ];
}

function location({ file, line, column }: Pick<Finding, 'file' | 'line' | 'column'>): object {
  const uri = encodeURI(file.replaceAll('\\', '/'));
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: line, startColumn: column } },
  };
}
