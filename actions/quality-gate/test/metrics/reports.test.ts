import { createFakeGit } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { prepareConditions } from '../../src/metrics/prepare.ts';
import { metricOf } from '../../src/metrics/registry.ts';
import { judgeRule } from '../../src/rule/judge-rule.ts';
import { jobOf } from '../support/job-of.ts';
import { ruleOf } from '../support/rule-of.ts';

/** The status and the reason of a condition over a report. */
async function judge(
  entry: Readonly<Record<string, string>>,
  text: string | undefined,
  tracked = '',
): Promise<readonly [string, string]> {
  const { job } = jobOf({ files: text === undefined ? {} : { '/w/report': text } });
  const git = createFakeGit({ root: '/w', answers: { 'ls-files -z -- report': tracked } });
  const rule = ruleOf({ file: 'report', ...entry });
  const metric = metricOf(rule.metric);
  const ours = { ...job, ports: { ...job.ports, git }, rules: { ...job.rules, conditions: [rule] } };
  const source = { job: ours, checked: undefined };
  await prepareConditions(ours);
  const { condition } = judgeRule(rule, metric, await metric.measure(source, rule));
  return [condition.status, condition.reason];
}

const GO_TOTAL = 'ok  \tm/a\t0.01s\ntotal:\t\t\t(statements)\t\t74.9%\n';

describe('a number from a log (QG-04)', () => {
  const pattern = 'total:\\s+\\(statements\\)\\s+(\\d+\\.\\d+)%';

  it('is what the pattern has in its group', async () => {
    expect(await judge({ metric: 'report-number', threshold: '75', pattern }, GO_TOTAL)).toEqual([
      'failed',
      `74.90 is below 75: by the pattern ${pattern} of report`,
    ]);
    expect((await judge({ metric: 'report-number', threshold: '74.9', pattern }, GO_TOTAL))[0]).toBe(
      'passed',
    );
  });

  it('is missing where a published pattern matches nothing, and is not 0', async () => {
    const published = 'coverage: (\\d+\\.\\d+)% of statements';
    expect(
      await judge({ metric: 'report-number', operator: '<=', threshold: '5', pattern: published }, GO_TOTAL),
    ).toEqual(['failed', `the pattern ${published} matches no line of report`]);
  });

  it.each([
    ['several numbers', 'n 1\nn 2\n', 'matches several numbers in report: 1, 2'],
    ['words', 'n many\n', 'gives "many", which is no number'],
  ])('is missing where the pattern gives %s', async (_, text, reason) => {
    const [status, said] = await judge({ metric: 'report-number', pattern: 'n (\\w+)' }, text);
    expect([status, said]).toEqual(['failed', expect.stringContaining(reason)]);
  });

  it('is one number where lines repeat it', async () => {
    expect((await judge({ metric: 'report-number', pattern: 'n (\\w+)' }, 'n 7\nn 7\n'))[0]).toBe('passed');
  });
});

describe('a number from JSON', () => {
  const json = JSON.stringify({ 'a/b': [{ n: 3.1 }, { n: '7 %' }], words: 'x', list: [1, 2, 3], none: null });
  it.each([
    ['/a~1b/0/n', 'passed', '3.10 >= 0'],
    ['/a~1b/1/n', 'passed', '7 >= 0'],
    ['/a~1b/2/n', 'failed', 'has nothing at'],
    ['/words', 'failed', 'has no number at'],
    ['/list', 'failed', 'has no number at'],
    ['/list/*', 'failed', 'has 3 values at'],
    ['/__proto__', 'failed', 'has nothing at'],
    ['/words/length', 'failed', 'has nothing at'],
    ['/list/length', 'failed', 'has nothing at'],
    ['/list/3', 'failed', 'has nothing at'],
    ['/list/01', 'failed', 'has nothing at'],
    ['/none/n', 'failed', 'has nothing at'],
  ])('at %s: %s', async (pointer, status, reason) => {
    expect(await judge({ metric: 'report-number', pointer }, json)).toEqual([
      status,
      expect.stringContaining(reason),
    ]);
  });

  it.each([
    ['/list', '3 >= 0'],
    ['/list/*', '3 >= 0'],
    ['/a~1b/*/n', '2 >= 0'],
    ['/a~1b/*/none', '0 >= 0'],
  ])('counted at %s', async (pointer, reason) => {
    expect((await judge({ metric: 'report-count', pointer }, json))[1]).toContain(reason);
  });

  it.each(['/gone', '/gone/*'])(
    'is missing where %s is not there: an empty report is not a clean one',
    async (pointer) => {
      expect((await judge({ metric: 'report-count', operator: '==', pointer }, '{}'))[0]).toBe('failed');
    },
  );

  it('duplication above 3 % fails (QG-08)', async () => {
    const report = JSON.stringify({
      component: { measures: [{ metric: 'duplicated_lines_density', value: '3.1' }] },
    });
    const [status] = await judge(
      { metric: 'report-number', operator: '<=', threshold: '3', pointer: '/component/measures/0/value' },
      report,
    );
    expect(status).toBe('failed');
  });
});

describe('a report', () => {
  it.each(['report-number', 'report-count', 'sarif-results'])(
    'that is not there is missing: %s',
    async (metric) => {
      const more = metric === 'sarif-results' ? {} : { pointer: '/a' };
      expect(await judge({ metric, ...more }, undefined)).toEqual(['failed', 'there is no report']);
    },
  );

  it.each(['report-number', 'report-count', 'sarif-results'])(
    'that is no JSON is not checked: %s',
    async (metric) => {
      const more = metric === 'sarif-results' ? {} : { pointer: '/a' };
      await expect(judge({ metric, ...more }, 'Segmentation fault')).rejects.toMatchObject({
        code: 'GATE_NOT_CHECKED',
      });
    },
  );

  it('that came with the code is not believed', async () => {
    await expect(
      judge({ metric: 'report-number', pointer: '/a' }, '{"a": 1}', 'report\0'),
    ).rejects.toMatchObject({
      message: expect.stringContaining('it came with the code'),
    });
  });

  it('outside of the workspace is not read', async () => {
    await expect(
      judge({ metric: 'report-number', pointer: '/a', file: '../etc/x' }, '{}'),
    ).rejects.toMatchObject({
      message: 'the report ../etc/x leads out of the workspace',
    });
  });
});

const sarif = (results: readonly object[], rules: readonly object[] = []) =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'scan', rules } }, results }] });
const RULES = [
  { id: 'R1', defaultConfiguration: { level: 'error' }, properties: { 'security-severity': '9.1' } },
  { id: 'R2', properties: { 'security-severity': '7.0' } },
];

describe('results of another tool (QG-05)', () => {
  const critical = { metric: 'sarif-results', operator: '==', threshold: '0', level: 'critical' };

  it('fail on one critical result and pass on none', async () => {
    expect((await judge(critical, sarif([{ ruleId: 'R2', message: { text: 'x' } }], RULES)))[0]).toBe(
      'passed',
    );
    expect(await judge(critical, sarif([{ ruleId: 'R1', message: { text: 'x' } }], RULES))).toEqual([
      'failed',
      '1 is not 0: 1 result of level critical in report',
    ]);
  });

  it.each([
    ['any', 5],
    ['error', 2],
    ['warning', 2],
    ['note', 1],
    ['high', 4],
    ['critical', 2],
    ['low', 1],
  ])('count by level %s', async (level, count) => {
    const results = [
      { ruleId: 'R1' },
      { ruleId: 'R2' },
      { ruleId: 'R2', level: 'none' },
      { ruleId: 'other', level: 'catastrophic' },
      { ruleIndex: 1, kind: 'fail', level: 'none' },
      { ruleId: 'R1', kind: 'pass' },
      { ruleId: 'R1', baselineState: 'absent' },
      { ruleId: 'R1', suppressions: [{}] },
    ];
    const [, reason] = await judge({ metric: 'sarif-results', level }, sarif(results, RULES));
    expect(reason).toContain(`${count} >= 0`);
  });

  it('count in each level when theirs is unknown, and when it is suppressed by nobody', async () => {
    const odd = [{ level: 'blocker' }, { level: 'error', suppressions: [{ status: 'rejected' }] }];
    for (const level of ['error', 'any'])
      expect((await judge({ metric: 'sarif-results', level }, sarif(odd)))[1]).toContain('2 >= 0');
    expect((await judge({ metric: 'sarif-results', level: 'low' }, sarif(odd)))[1]).toContain('1 >= 0');
  });

  it.each([
    ['no SARIF', '{}'],
    ['no run', '{"version":"2.1.0","runs":[]}'],
    ['a run without results', '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}}}]}'],
    [
      'a tool that failed',
      '{"version":"2.1.0","runs":[{"results":[],"invocations":[{"executionSuccessful":false}]}]}',
    ],
  ])('are not checked in a file with %s', async (_, text) => {
    await expect(judge({ metric: 'sarif-results' }, text)).rejects.toMatchObject({
      code: 'GATE_NOT_CHECKED',
    });
  });

  it('of a dependency scan are the same number in SARIF and in its JSON (QG-09)', async () => {
    const json = JSON.stringify({
      dependencies: [{ vulnerabilities: [{}, {}] }, {}, { vulnerabilities: [{}] }],
    });
    const count = {
      metric: 'report-count',
      operator: '==',
      threshold: '3',
      pointer: '/dependencies/*/vulnerabilities/*',
    };
    expect((await judge(count, json))[0]).toBe('passed');
    const results = sarif([{ ruleId: 'a' }, { ruleId: 'b' }, { ruleId: 'c' }]);
    expect((await judge({ metric: 'sarif-results', operator: '==', threshold: '3' }, results))[0]).toBe(
      'passed',
    );
  });
});
