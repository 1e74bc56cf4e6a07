import { fetchHttp, type TrustLevel } from '@fairlead/core';
import {
  createFakeClock,
  createFakeGit,
  type FakeAnalysis,
  type FakeSonar,
  startFakeSonar,
} from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sonar } from '../src/conditions/sonar/check.ts';
import { readStatus } from '../src/conditions/sonar/read-status.ts';
import type { RuleInputs } from '../src/plan/rules.ts';
import { jobOf } from './support/job-of.ts';

const TOKEN = 'a-made-up-token';
const [HEAD, OTHER, LAST] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const PROJECT = 'acme_orders';
const GREEN: FakeAnalysis = { project: PROJECT, revision: HEAD };

let server: FakeSonar;
beforeEach(async () => {
  server = await startFakeSonar(TOKEN);
});
afterEach(() => server.close());

interface World {
  readonly settings?: Partial<RuleInputs>;
  readonly files?: Readonly<Record<string, string>>;
  /** The last commit of a pull request. */
  readonly last?: string;
  /** Whose code it is; that of the repository itself where nothing is said. */
  readonly level?: TrustLevel;
  /** Text of sonar-project.properties in the base commit. */
  readonly base?: string;
}

/** What the check says of an analysis: the condition, or why it could not be seen. */
async function judged(
  analysis: FakeAnalysis,
  { settings = {}, files, last, level = 'trusted', base }: World = {},
) {
  const report = server.analyse(analysis);
  const clock = createFakeClock();
  const { job } = jobOf({
    settings: {
      sonarUrl: server.url,
      sonarProject: PROJECT,
      sonarToken: TOKEN,
      ...settings,
    },
    files: { '/w/.scannerwork/report-task.txt': report, ...files },
  });
  Object.assign(job.ports, {
    http: fetchHttp,
    clock,
    git: createFakeGit({
      root: '/w',
      answers: { 'rev-parse --verify HEAD': `${HEAD}\n` },
      files: { [`${OTHER}:${base === undefined ? 'README.md' : 'sonar-project.properties'}`]: base ?? '' },
    }),
    event: { pullRequest: last === undefined ? undefined : { headSha: last } },
    trust: { level, why: '', base: [OTHER] },
  });
  const sources = await sonar.prepare?.(job);
  if (sources === undefined) throw new Error('nothing was prepared');
  const result = await sonar.run(job, [], sources);
  return { ...result, waited: clock.monotonic() };
}

describe('QG-07 SonarQube', () => {
  it('is waited for until it has worked through the analysis, and its OK passes', async () => {
    const conditions = [
      {
        metricKey: 'new_coverage',
        comparator: 'LT',
        errorThreshold: '80',
        actualValue: '91.2',
        status: 'OK',
      },
    ];
    const { condition, details, waited } = await judged({
      ...GREEN,
      states: ['PENDING', 'IN_PROGRESS', 'SUCCESS'],
      gate: { status: 'OK', conditions },
    });
    expect(condition).toEqual({
      name: 'sonar',
      status: 'passed',
      actual: 'OK',
      limit: 'OK',
      reason: '1 condition of SonarQube',
    });
    expect(details).toEqual(['new_coverage is 91.2 (wanted >= 80)']);
    expect(waited).toBe(1_500);
  });

  it('fails by its ERROR, with the conditions that fail in words', async () => {
    const conditions = [
      {
        metricKey: 'new_coverage',
        comparator: 'LT',
        errorThreshold: '80',
        actualValue: '61.2',
        status: 'ERROR',
      },
      {
        metricKey: 'new_reliability_rating',
        comparator: 'GT',
        errorThreshold: '1',
        actualValue: '3',
        status: 'ERROR',
      },
      { metricKey: 'new_bugs', comparator: 'GT', errorThreshold: '0', actualValue: '0', status: 'OK' },
    ];
    const { condition, code } = await judged({ ...GREEN, gate: { status: 'ERROR', conditions } });
    expect(code).toBe('GATE_SONAR_FAILED');
    expect(condition).toMatchObject({
      status: 'failed',
      actual: 'ERROR',
      reason: 'new_coverage is 61.2 (wanted >= 80), new_reliability_rating is C (wanted <= A)',
    });
  });

  it('says what it let pass: what was not measured, and what it ignores where few lines are new', async () => {
    const conditions = [{ metricKey: 'new_coverage', comparator: 'LT', errorThreshold: '80', status: 'OK' }];
    const { condition } = await judged({
      ...GREEN,
      gate: { status: 'OK', conditions, ignoredConditions: true },
    });
    expect(condition.reason).toBe(
      '1 condition of SonarQube; nothing to measure for new_coverage; coverage and duplication were let pass because few lines are new',
    );
  });

  it('warns by the WARN of old servers', async () => {
    const { condition } = await judged({ ...GREEN, gate: { status: 'WARN' } });
    expect(condition.status).toBe('warned');
  });

  it.each<[string, FakeAnalysis, RegExp]>([
    [
      'a project without a quality gate',
      { ...GREEN, gate: { status: 'NONE' } },
      /acme_orders has no quality gate/,
    ],
    ['a word that nobody knows', { ...GREEN, gate: { status: 'FINE' } }, /FINE .* no known word/],
    [
      'an analysis that failed',
      { ...GREEN, states: ['FAILED'], errorMessage: 'out of memory' },
      /could not .*: out of memory/,
    ],
    ['an analysis that was dropped', { ...GREEN, states: ['CANCELED'] }, /was told to drop the analysis/],
    ['a state that nobody knows', { ...GREEN, states: ['RESTING'] }, /RESTING .* no known word/],
    [
      'an analysis without end',
      { ...GREEN, states: ['PENDING'] },
      /not worked through .* within 5 min 00 s \(PENDING\)/,
    ],
    [
      'another commit',
      { ...GREEN, revision: OTHER },
      new RegExp(`of commit ${OTHER}, and ${HEAD} is judged`),
    ],
    ['a commit that the scanner has not told', { project: PROJECT }, /does not know of which commit/],
    [
      'another project',
      { ...GREEN, project: 'acme_lenient' },
      /project acme_lenient, and sonar-project is acme_orders/,
    ],
  ])('never passes by %s', async (_, analysis, words) => {
    await expect(judged(analysis)).rejects.toThrow(words);
  });

  it('takes an analysis of the last commit of a pull request, for the merge of it that is checked out', async () => {
    const analysis = { ...GREEN, revision: LAST, pullRequest: '7' };
    expect((await judged(analysis, { last: LAST })).condition.status).toBe('passed');
    await expect(judged(analysis, { last: OTHER })).rejects.toThrow(`${HEAD} or ${OTHER} is judged here`);
  });

  it('is asked again while it has trouble of its own, and is not waited for longer than was said', async () => {
    server.faults.add('task', { kind: 'status', status: 503 });
    server.faults.add('status', { kind: 'reset' });
    expect((await judged(GREEN)).condition.status).toBe('passed');
    server.faults.add('status', { kind: 'status', status: 502 }, 1_000);
    await expect(judged(GREEN)).rejects.toMatchObject({
      message: expect.stringMatching(/answered 502/),
      retryable: true,
      code: 'GATE_NOT_CHECKED',
    });
  });

  it('does not take the token to where a redirect leads', async () => {
    const asked: (string | undefined)[] = [];
    const elsewhere = await startFakeSonar(TOKEN);
    server.faults.add('task', {
      kind: 'status',
      status: 301,
      headers: { location: `${elsewhere.url}/api/ce/task` },
    });
    await expect(judged(GREEN)).rejects.toThrow(
      new RegExp(`sends on to ${elsewhere.url}: give the address that answers itself as sonar-url`),
    );
    asked.push(...elsewhere.asked);
    await elsewhere.close();
    expect(asked).toEqual([]);
  });

  it.each([
    ['no token', undefined, 'sonar-token is not set'],
    ['a wrong token', 'other', 'it does not take sonar-token'],
  ])('says what is wrong with %s', async (_, sonarToken, words) => {
    await expect(judged(GREEN, { settings: { sonarToken } })).rejects.toThrow(`answered 401`);
    await expect(judged(GREEN, { settings: { sonarToken } })).rejects.toThrow(words);
  });

  it('says so where the user of the token may not see the project', async () => {
    server.faults.add('analyses', { kind: 'status', status: 403 });
    await expect(judged(GREEN)).rejects.toThrow('answered 403');
    server.faults.add('analyses', { kind: 'status', status: 403 });
    await expect(judged(GREEN)).rejects.toThrow('the user of sonar-token may not browse the project');
  });

  it('takes the words of the server for a task that it does not know, and a page for no SonarQube', async () => {
    const files = { '/w/.scannerwork/report-task.txt': 'ceTaskId=unknown\n' };
    await expect(judged(GREEN, { files })).rejects.toThrow(
      /answered 404 .*No activity found for task 'unknown'/,
    );
    server.faults.add('task', { kind: 'status', status: 200, body: 'hello' });
    await expect(judged(GREEN)).rejects.toThrow('says nothing of the analysis');
  });

  it('says so where a change of the repository itself edits what the scanner goes by', async () => {
    const files = { '/w/sonar-project.properties': 'sonar.exclusions=**\n' };
    const world: World = { files, level: 'same-repository' };
    const words = ['this change edits sonar-project.properties, by which it was analysed'];
    expect((await judged(GREEN, { ...world, base: 'sonar.sources=.\n' })).warnings).toEqual(words);
    expect((await judged(GREEN, world)).warnings).toEqual(words);
    expect((await judged(GREEN, { ...world, base: 'sonar.exclusions=**\n' })).warnings).toEqual([]);
  });

  it('does not count where a stranger has edited what the scanner goes by', async () => {
    const files = { '/w/sonar-project.properties': 'sonar.exclusions=**\n' };
    const world: World = { files, level: 'untrusted' };
    await expect(judged(GREEN, { ...world, base: 'sonar.sources=.\n' })).rejects.toThrow(
      'differs from that of the base',
    );
    await expect(judged(GREEN, world)).rejects.toThrow('differs from that of the base');
    expect((await judged(GREEN, { ...world, base: 'sonar.exclusions=**\n' })).warnings).toEqual([]);
  });

  it.each<[string, World, string]>([
    ['is not there', { settings: { sonarReport: 'none.txt' } }, 'there is no none.txt'],
    [
      'is something else',
      { files: { '/w/.scannerwork/report-task.txt': 'hello\n' } },
      'has no line ceTaskId=',
    ],
    [
      'leads out',
      { settings: { sonarReport: '../secret' }, files: { '/secret': 'ceTaskId=x\n' } },
      'there is no ../secret',
    ],
  ])('says where its report %s', async (_, world, words) => {
    await expect(judged(GREEN, world)).rejects.toThrow(words);
  });
});

it('ratings are letters, and an operator that nobody knows is told as it is', () => {
  const conditions = [
    {
      metricKey: 'security_rating',
      comparator: 'GT',
      errorThreshold: '2',
      actualValue: '5',
      status: 'ERROR',
    },
    { metricKey: 'x', comparator: 'toString', errorThreshold: '2', actualValue: '5', status: 'OK' },
  ];
  expect(readStatus({ projectStatus: { status: 'ERROR', conditions } })?.conditions).toEqual([
    { metric: 'security_rating', failed: true, wanted: 'wanted <= B', actual: 'E' },
    { metric: 'x', failed: false, wanted: 'wanted toString 2', actual: '5' },
  ]);
  expect(readStatus({ projectStatus: {} })).toBeUndefined();
});
