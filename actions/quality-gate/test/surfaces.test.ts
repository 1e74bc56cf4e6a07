import type { InputShape, OutputShape } from '@fairlead/core';
import {
  type ForgedEvent,
  pullRequestEvent,
  pushEvent,
  type RunningGithubApi,
  runFakePhase,
  startGithubApi,
} from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { action } from '../src/action.ts';
import { findingsSection } from '../src/check/findings-section.ts';
import type { RunContext } from '../src/context.ts';
import { publishResults } from '../src/publish/results.ts';
import { publishVerdict } from '../src/publish/verdict.ts';
import type { CheckResult, Finding } from '../src/verdict/condition.ts';

const finding = (index: number): Finding => ({
  file: 'a/a_test.go',
  line: index + 1,
  title: `Test${index} failed`,
  message: 'want 12, got 11',
});
const condition = (
  name: string,
  status: CheckResult['condition']['status'],
  actual: string,
  reason: string,
) => ({
  name,
  status,
  actual,
  limit: name === 'coverage' ? '>= 75 %' : '0 failed',
  reason,
});
const PASSED: readonly CheckResult[] = [
  { condition: condition('test', 'passed', '12 passed', '12 passed'), findings: [], code: '', details: [] },
  {
    condition: condition('coverage', 'passed', '83.21 %', '83.21 % >= 75 %'),
    findings: [],
    code: '',
    details: [],
    section: '#### Coverage by package',
  },
];
const failed = (count: number): readonly CheckResult[] => {
  const findings = Array.from({ length: count }, (_, index) => finding(index));
  const reason = `${count} failed: Test0 (want 12, got 11) @octocat https://evil.example <b>x</b>`;
  return [
    {
      condition: condition('test', 'failed', `${count} failed`, reason),
      findings,
      code: 'GATE_TESTS_FAILED',
      details: [],
      section: findingsSection('go test', findings),
    },
    ...PASSED.slice(1),
  ];
};

// Octokit leaves a second between two writes, three where people are told: here time moves when it waits.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }).setTimerTickMode('nextTimerAsync');
});
afterEach(() => void vi.useRealTimers());

/** Runs the action with these results in place of checks. */
async function run(
  event: ForgedEvent | undefined,
  results: readonly CheckResult[],
  inputs: Readonly<Record<string, string>> = {},
  extent: 'whole' | 'refused' = 'whole',
) {
  const api = await startGithubApi('acme/orders', extent);
  onTestFinished(() => api.close());
  const own = {
    ...action,
    checks: [],
    run: async (context: RunContext) => {
      await context.stage('publish', () => publishResults(context, results));
      publishVerdict(context, { leftOut: [], doubts: [] }, results);
    },
  } as unknown as typeof action;
  const env = event === undefined ? {} : { ...event.env, ...api.env(), GITHUB_ACTIONS: 'true' };
  const given = {
    post: 'comment,check',
    config: 'none',
    ...(event === undefined ? {} : { 'github-token': 'fake' }),
    ...inputs,
  };
  const phase = await runFakePhase<InputShape, OutputShape>(own as never, {
    env,
    inputs: given,
    payload: event?.payload ?? {},
  });
  return { ...phase, api };
}

const merge: ForgedEvent = {
  env: {
    ...pushEvent().env,
    GITHUB_EVENT_NAME: 'merge_group',
    GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-7',
  },
  payload: { ...pushEvent().payload, merge_group: { head_sha: 'a'.repeat(40), base_sha: 'b'.repeat(40) } },
};
const dependabot: ForgedEvent = {
  ...pullRequestEvent(),
  env: { ...pullRequestEvent().env, GITHUB_ACTOR: 'dependabot[bot]' },
};

describe('the step summary of a run (QG-16)', () => {
  it.each<[string, ForgedEvent | undefined, readonly CheckResult[], 'whole' | 'refused']>([
    ['fork', pullRequestEvent({ fork: 'mallory/orders' }), failed(1), 'refused'],
    ['dependabot', dependabot, failed(1), 'refused'],
    ['push', pushEvent(), PASSED, 'whole'],
    ['merge-queue', merge, failed(1), 'whole'],
    ['local', undefined, PASSED, 'whole'],
    ['3000-failures', pullRequestEvent(), failed(3000), 'whole'],
  ])('is as agreed: %s', async (name, event, results, extent) => {
    const { host } = await run(event, results, {}, extent);
    expect(host.summary.length).toBeLessThan(60_000);
    await expect(host.summary).toMatchFileSnapshot(`fixtures/recorded/summary-${name}.md`);
  });

  const summaryOf = async (summary: string, results: readonly CheckResult[]) =>
    (await run(pushEvent(), results, { summary, post: '' })).host.summary;

  it('is folded, unfolded or left out for a run that passes, as the input says', async () => {
    expect(await summaryOf('auto', PASSED)).toContain('<summary>What was measured</summary>');
    expect(await summaryOf('always', PASSED)).not.toContain('<summary>What was measured</summary>');
    expect(await summaryOf('on-failure', PASSED)).toBe('');
    const [first, ...rest] = PASSED;
    const warned = { ...first, condition: { ...first?.condition, status: 'warned' } } as CheckResult;
    expect(await summaryOf('on-failure', [warned, ...rest])).toContain('warned');
    for (const word of ['auto', 'always', 'on-failure'])
      expect(await summaryOf(word, failed(1))).toContain('**Gate failed**');
  });
});

const commentsOf = (api: RunningGithubApi) => api.comments().map(({ body }) => String(body));

describe('pull request and commit (QG-16)', () => {
  it('get one comment, which the next run changes, and a check run with annotations', async () => {
    const { api, host } = await run(pullRequestEvent(), failed(60));
    expect(commentsOf(api)).toHaveLength(1);
    expect(commentsOf(api)[0]).toMatch(/^<!-- fairlead quality-gate: {2}-->\n\*\*❌ Gate failed\*\*/);
    expect(api.checkRuns()).toMatchObject([
      {
        name: 'quality-gate',
        head_sha: 'fedcba9876543210fedcba9876543210fedcba98',
        status: 'completed',
        conclusion: 'failure',
        output: { title: 'Gate failed · coverage 83.21 %' },
      },
    ]);
    const output = (api.checkRuns()[0]?.['output'] ?? {}) as { readonly annotations?: readonly unknown[] };
    expect(output.annotations).toHaveLength(50);
    expect(host.lines.join('\n')).toContain('comment on #7: created');
  });

  it('are told nothing that calls people, leads away or is HTML', async () => {
    const [text = ''] = commentsOf((await run(pullRequestEvent(), failed(1))).api);
    expect(text).not.toMatch(/@octocat|https:\/\/evil|<b>/);
    expect(text).toContain('@\u200boctocat');
  });

  it.each([
    ['fork', pullRequestEvent({ fork: 'mallory/orders' }), false],
    ['Dependabot', dependabot, true],
  ])('are left alone where the token may not write, and the verdict stays: %s', async (_, event, warns) => {
    const { host, api } = await run(event, PASSED, {}, 'refused');
    expect(host.exitCode).toBeUndefined();
    expect(commentsOf(api)).toEqual([]);
    const said = host.lines.filter((line) => line.includes('comment: not posted'));
    expect(said).toHaveLength(warns ? 0 : 1);
    expect(host.annotations.filter(({ message }) => message.includes('not posted'))).toHaveLength(
      warns ? 2 : 0,
    );
  });

  it('are told nothing without a token, and where nobody asks', async () => {
    const { host } = await run(pushEvent(), PASSED, { 'github-token': '' });
    expect(host.annotations.map(({ message }) => message).join()).toContain('there is no github-token');
    expect((await run(pushEvent(), PASSED, { post: '' })).api.calls).toEqual([]);
  });
});

describe('files for other programs', () => {
  it('are SARIF of all findings, and a badge', async () => {
    const { host } = await run(pushEvent(), failed(2), { post: '' });
    expect(host.outputs['sarif']).toMatch(/quality-gate\.sarif$/);
    expect(host.outputs['badge']).toMatch(/badge\.json$/);
  });
});
