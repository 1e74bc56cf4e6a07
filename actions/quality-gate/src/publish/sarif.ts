import type { CheckResult, Finding } from '../verdict/condition.ts';

/** Code scanning takes 5,000 results of a run and shows them; more are cut. */
const MOST = 5_000;

const LEVEL = { error: 'error', warning: 'warning', note: 'note' } as const;

/** All findings as SARIF 2.1.0: one rule for each title. */
export function formatSarif(results: readonly CheckResult[], version: string): string {
  const findings = results.flatMap(({ findings: own }) => own).slice(0, MOST);
  const rules = [...new Set(findings.map(ruleOf))].map((id) => ({ id, shortDescription: { text: id } }));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'fairlead quality-gate',
            ...(version === '' ? {} : { version }),
            informationUri: 'https://github.com/fairlead-actions/fairlead',
            rules,
          },
        },
        results: findings.map((finding) => ({
          ruleId: ruleOf(finding),
          level: LEVEL[finding.severity ?? 'error'],
          message: { text: finding.message },
          locations: [{ physicalLocation: placeOf(finding) }],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 1)}\n`;
}

/** A test's name in the title would make a rule of each test. */
function ruleOf({ title }: Finding): string {
  return (
    /^(?:gofmt|go vet|go fix|coverage|patch coverage|golangci-lint .*|staticcheck .*|govulncheck .*|secrets .*)/.exec(
      title,
    )?.[0] ?? 'go test'
  );
}

function placeOf({ file, line, column, endLine }: Finding): object {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  const region = {
    startLine: Math.max(1, line ?? 1),
    ...(column === undefined || column < 1 ? {} : { startColumn: column }),
    ...(endLine === undefined ? {} : { endLine }),
  };
  return { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region };
}
