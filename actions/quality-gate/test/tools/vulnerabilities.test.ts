import type { Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { vulnerabilities } from '../../src/conditions/vulnerabilities/check.ts';
import { readIgnore, sortByIgnores } from '../../src/conditions/vulnerabilities/ignores.ts';
import { readOsvScanner } from '../../src/conditions/vulnerabilities/osv-scanner.ts';
import { readVulnerabilities } from '../../src/conditions/vulnerabilities/read-stream.ts';
import { metricOf } from '../../src/metrics/registry.ts';
import type { Ignore } from '../../src/rule/ignore.ts';
import { judgeRule } from '../../src/rule/judge-rule.ts';
import type { Settled } from '../../src/tool/settled-file.ts';
import { jobOf } from '../support/job-of.ts';
import { moduleOf } from '../support/module-of.ts';
import { ruleOf } from '../support/rule-of.ts';

const print = (...messages: readonly object[]) =>
  messages.map((message) => `${JSON.stringify(message, undefined, 2)}\n`).join('');
const config = { config: { protocol_version: 'v1.0.0', scanner_name: 'govulncheck', scan_level: 'symbol' } };
const progress = { progress: { message: 'Scanning your code {and} "more"' } };
const osv = (id: string) => ({
  osv: { id, aliases: [`CVE-2026-${id.slice(-4)}`], summary: `what ${id} is` },
});
const frame = (more: object = {}) => ({ module: 'golang.org/x/text', version: 'v0.3.5', ...more });
const finding = (id: string, ...trace: readonly object[]) => ({
  finding: { osv: id, fixed_version: 'v0.3.7', trace },
});
const REQUIRED = finding('GO-2021-0113', frame());
const IMPORTED = finding('GO-2021-0113', frame({ package: 'golang.org/x/text/language' }));
const CALLED = finding('GO-2021-0113', frame({ package: 'golang.org/x/text/language', function: 'Parse' }), {
  module: 'm',
  package: 'm/a',
  function: 'F',
  position: { filename: 'a/a.go', offset: 1, line: 12, column: 3 },
});
const OSV = osv('GO-2021-0113');

async function run(
  answer: Omit<Transcript, 'on'>,
  {
    ignores = [],
    settled,
    file,
  }: { readonly ignores?: readonly Ignore[]; readonly settled?: Settled; readonly file?: string } = {},
) {
  const made = jobOf({
    plan: { modules: [moduleOf('/w', 'm')] },
    files: {
      '/w/a/a.go': 'package a\n',
      '/w/go.mod': 'module m\n',
      ...(file === undefined ? {} : { '/w/osv-scanner.toml': file }),
    },
    programs: [{ ...answer, on: 'govulncheck -json' }],
    settings: { vulnerabilityIgnores: ignores },
  });
  const commands = vulnerabilities.commands(made.job.plan, made.job.rules, made.job.ports);
  const result = await vulnerabilities.run(
    made.job,
    commands,
    settled ?? { from: 'head', changed: undefined },
  );
  const vex = JSON.parse(await made.job.ports.files.readText('/r/vulnerabilities.openvex.json'));
  return { ...made, result, vex };
}

describe('known vulnerabilities (QG-06)', () => {
  it.each([
    [[REQUIRED, IMPORTED, CALLED], 'failed', '1 called, 0 imported, 0 required'],
    [[CALLED, IMPORTED, REQUIRED], 'failed', '1 called, 0 imported, 0 required'],
    [[IMPORTED, REQUIRED], 'warned', '0 called, 1 imported, 0 required'],
    [[REQUIRED], 'passed', '0 called, 0 imported, 1 required'],
    [[], 'passed', '0 called, 0 imported, 0 required'],
  ])('are judged by the nearest of what is told, in any order: %#', async (messages, status, actual) => {
    const { result } = await run({ stdout: print(config, progress, ...messages, OSV) });
    expect(result.condition).toMatchObject({ status, actual });
  });

  it('that are called stand at the first line of ours, with what helps', async () => {
    const { result } = await run({ stdout: print(config, OSV, CALLED) });
    expect(result).toMatchObject({
      code: 'GATE_VULNERABLE',
      findings: [{ file: 'a/a.go', line: 12, title: 'govulncheck GO-2021-0113', severity: 'error' }],
      details: [
        'GO-2021-0113 (CVE-2026-0113) called: golang.org/x/text/language.Parse v0.3.5, update to v0.3.7',
      ],
    });
  });

  it.each<[string, Omit<Transcript, 'on'>, string]>([
    [
      'crashed',
      { exitCode: 1, stderr: 'govulncheck: loading packages', stdout: print(config) },
      'did not do its work',
    ],
    ['found something and crashed', { exitCode: 2, stdout: print(config, CALLED) }, 'did not do its work'],
    ['was silent', {}, 'did not say how it looked'],
    ['printed garbage', { stdout: 'No vulnerabilities found.\n' }, 'printed what is not its JSON'],
    ['was cut off', { stdout: print(config, CALLED).slice(0, -20) }, 'it ends in the middle'],
    ['left out how it looked', { stdout: print(progress) }, 'did not say how it looked'],
    [
      'speaks another protocol',
      { stdout: print({ config: { protocol_version: 'v2.0.0' } }) },
      'not version 1',
    ],
    [
      'looked at packages alone',
      { stdout: print({ config: { ...config.config, scan_level: 'package' } }) },
      'what is called is not known',
    ],
    [
      'printed a finding without a trace',
      { stdout: print(config, { finding: { osv: 'GO-1' } }) },
      'without id or trace',
    ],
  ])('are not known where govulncheck %s', async (_, answer, problem) => {
    await expect(run(answer)).rejects.toMatchObject({
      code: 'GATE_NOT_CHECKED',
      message: expect.stringContaining(problem),
    });
  });

  it('are counted down to a level by a condition', async () => {
    const imported = finding('GO-2022-1059', frame({ package: 'golang.org/x/text/language' }));
    const required = finding('GO-2020-0015', frame());
    const { job, result } = await run({ stdout: print(config, CALLED, imported, required) });
    for (const [level, count] of [
      ['called', 1],
      ['imported', 2],
      ['required', 3],
    ] as const) {
      const rule = ruleOf({ metric: 'vulnerabilities', operator: '==', threshold: String(count), level });
      const measurement = await metricOf('vulnerabilities').measure({ job, checked: result }, rule);
      expect(judgeRule(rule, metricOf('vulnerabilities'), measurement).condition.status).toBe('passed');
    }
  });
});

const accept = (id: string, expires = '1970-01-02'): Ignore => ({ id, reason: 'not exposed', expires });

describe('accepted vulnerabilities', () => {
  it.each(['GO-2021-0113', 'CVE-2026-0113'])('do not fail, by id or alias: %s', async (id) => {
    const { result, vex } = await run({ stdout: print(config, OSV, CALLED) }, { ignores: [accept(id)] });
    expect(result.condition).toMatchObject({
      status: 'passed',
      reason: '0 called, 0 imported, 0 required; 1 accepted',
    });
    expect(vex.statements).toMatchObject([
      { status: 'affected', action_statement: 'Accepted until 1970-01-02: not exposed' },
    ]);
  });

  it('count until their day is over', async () => {
    const { result } = await run(
      { stdout: print(config, OSV, CALLED) },
      { ignores: [accept('GO-2021-0113', '1969-12-31')] },
    );
    expect(result.condition.status).toBe('failed');
    expect(result.condition.reason).toContain('ignores over: GO-2021-0113 since 1969-12-31');
    const today = [accept('GO-2021-0113', '1970-01-01')];
    expect(
      (await run({ stdout: print(config, OSV, CALLED) }, { ignores: today })).result.condition.status,
    ).toBe('passed');
  });

  it('that are not there any more fail: the ignore is stale', async () => {
    const { result } = await run({ stdout: print(config) }, { ignores: [accept('GO-2021-0113')] });
    expect(result.condition).toMatchObject({ status: 'failed' });
    expect(result.condition.reason).toContain('the ignore of GO-2021-0113 is stale');
    expect(sortByIgnores([], [accept('GO-1', '1960-01-01')], '1970-01-01').stale).toEqual([]);
  });

  it('come from osv-scanner.toml as well, and that of a stranger counts for nothing', async () => {
    const file =
      '[[IgnoredVulns]]\nid = "GO-2021-0113" # why\nignoreUntil = 1970-06-01\nreason = \'not exposed\'\n\n[[PackageOverrides]]\nname = "x"\n';
    const stdout = print(config, OSV, CALLED);
    expect((await run({ stdout }, { file })).result.condition.status).toBe('passed');
    const settled: Settled = { from: 'base', name: 'osv-scanner.toml', text: undefined };
    expect((await run({ stdout }, { file, settled })).result.condition.status).toBe('failed');
    const base: Settled = { ...settled, text: file };
    expect((await run({ stdout }, { settled: base })).result.condition.status).toBe('passed');
  });

  it.each([
    ['[[IgnoredVulns]]\nid = "GO-2021-0113"\nreason = "x"\n', 'line 1: has expires ""'],
    ['[[IgnoredVulns]]\nid = """GO"""\n', 'line 2 cannot be read'],
    ['[[IgnoredVulns]]\nid = "GO-2021-0113"\nignoreUntil = 1970-06-01T00:00:00Z\n', 'has no reason'],
    ['[[IgnoredVulns]]\nids = "GO-2021-0113"\n', 'ids is not known'],
  ])('that cannot be read are no ignores: %j', async (file, problem) => {
    expect(readOsvScanner(file).problems.join()).toContain(problem);
    await expect(run({ stdout: print(config) }, { file })).rejects.toThrow(
      'has ignores in osv-scanner.toml that cannot be used',
    );
  });

  it.each([
    [{ id: 'GO-2021-0113', reason: 'x', expires: '2027-01-31' }, ''],
    [{ id: 'GHSA-abcd-0123-wxyz', reason: 'x', expires: '2028-02-29' }, ''],
    [{ id: 'lodash', reason: 'x', expires: '2027-01-31' }, 'none of GO-'],
    [{ id: 'GO-2021-0113', reason: ' ', expires: '2027-01-31' }, 'has no reason'],
    [{ id: 'GO-2021-0113', reason: 'x', expires: '2027-02-29' }, 'which is no day'],
    [{ id: 'GO-2021-0113', reason: 'x', expires: 'never' }, 'which is no day'],
    [{ id: 'GO-2021-0113', reason: 'x' }, 'which is no day'],
  ])('need id, reason and day: %j', (entry, problem) => {
    const reading = readIgnore(entry);
    expect('problem' in reading ? reading.problem : '').toContain(problem);
    expect('value' in reading).toBe(problem === '');
  });
});

it('OpenVEX says what is called, imported and required', async () => {
  const imported = finding('GO-2022-1059', frame({ package: 'golang.org/x/text/language' }));
  const required = finding('GO-2020-0015', frame({ version: undefined }));
  const { vex, outputs } = await run({ stdout: print(config, OSV, CALLED, imported, required) });
  expect(outputs['openvex']).toBe('/r/vulnerabilities.openvex.json');
  expect(vex).toMatchObject({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    timestamp: '1970-01-01T00:00:00.000Z',
    statements: [
      {
        vulnerability: { name: 'GO-2021-0113', aliases: ['CVE-2026-0113'] },
        products: [
          { '@id': 'pkg:golang/m', subcomponents: [{ '@id': 'pkg:golang/golang.org/x/text@v0.3.5' }] },
        ],
        status: 'affected',
        action_statement: 'Update golang.org/x/text to v0.3.7.',
      },
      { status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path' },
      { status: 'not_affected', justification: 'vulnerable_code_not_present' },
    ],
  });
});

it('the stream may be of one line each, and have no scan level', () => {
  const stdout = [{ config: { protocol_version: 'v1.0.0' } }, CALLED]
    .map((one) => JSON.stringify(one))
    .join('\n');
  expect(readVulnerabilities(stdout)).toMatchObject([{ id: 'GO-2021-0113', level: 'called' }]);
});
