import type { InputShape, OutputShape } from '@fairlead/core';
import { createFakeFiles, runFakePhase, startGithubApi } from '@fairlead/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { action } from '../../src/action.ts';
import { readPostedReport } from '../../src/posting/read-report.ts';

const SHA = 'f'.repeat(40);
const condition = {
  name: 'test',
  status: 'failed',
  actual: '1 failed',
  limit: '0 failed',
  reason: '@octocat',
};
const report = (more: object = {}) => ({
  schemaVersion: 1,
  action: 'quality-gate',
  data: { gate: 'passed', conditions: [condition], ...more },
});
const workflowRun = (more: object = {}) => ({
  workflow_run: {
    head_sha: SHA,
    head_branch: 'patch-1',
    conclusion: 'success',
    html_url: 'https://github.com/acme/orders/actions/runs/9',
    head_repository: { full_name: 'mallory/orders', owner: { login: 'mallory' } },
    ...more,
  },
});

async function post(
  text: string,
  payload: object = workflowRun(),
  inputs: Readonly<Record<string, string>> = {},
) {
  const api = await startGithubApi();
  onTestFinished(() => api.close());
  await fetch(`${api.url}/repos/acme/orders/pulls`, {
    method: 'POST',
    headers: { authorization: 'x', 'content-type': 'application/json' },
    body: JSON.stringify({
      number: 31,
      title: 't',
      head: { sha: SHA, label: 'mallory:patch-1' },
      base: 'main',
    }),
  });
  const env = {
    ...api.env(),
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'workflow_run',
    GITHUB_REPOSITORY: 'acme/orders',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_WORKSPACE: '/w',
  };
  const files = createFakeFiles({ '/w/gate/report.json': text });
  const given = {
    'report-file': 'gate/report.json',
    post: 'comment,check',
    'github-token': 'job-token',
    config: 'none',
    ...inputs,
  };
  const phase = await runFakePhase<InputShape, OutputShape>(action as never, {
    env,
    inputs: given,
    payload,
    files,
  });
  return { ...phase, api };
}

describe('the report of another run', () => {
  it('is posted on the pull request that GitHub says, and nothing is run', async () => {
    const { api, host } = await post(JSON.stringify(report()));
    expect(host.outputs['outcome']).toBe('posted');
    expect(api.comments().map(({ body }) => body)).toEqual([expect.stringContaining('✅ Gate passed')]);
    expect(api.calls.map(({ path }) => path)).toContain('/repos/acme/orders/issues/31/comments');
    expect(api.comments()[0]?.['body']).toContain(
      'says the run of the fork: its workflow and its tests can have written this',
    );
    expect(host.summary).toContain('@\u200boctocat');
  });

  it('of a fork is no success, and not under the name that a rule may want', async () => {
    const passed = await post(JSON.stringify(report()));
    expect(passed.api.checkRuns()).toMatchObject([
      {
        name: 'quality-gate (fork)',
        head_sha: SHA,
        conclusion: 'neutral',
        output: { title: 'Gate passed, says the run of the fork' },
      },
    ]);
    const failed = await post(JSON.stringify(report({ gate: 'failed' })), workflowRun(), {
      'post-as': 'integration',
    });
    expect(failed.api.checkRuns()).toMatchObject([
      { name: 'quality-gate (integration, fork)', conclusion: 'failure' },
    ]);
  });

  it('of a branch of the same repository is a success', async () => {
    const own = { full_name: 'Acme/Orders', owner: { login: 'acme' } };
    const { api } = await post(JSON.stringify(report()), workflowRun({ head_repository: own }));
    expect(api.checkRuns()).toMatchObject([
      { name: 'quality-gate', conclusion: 'success', output: { title: 'Gate passed' } },
    ]);
  });

  it('is not believed where the run did not succeed', async () => {
    const { api } = await post(JSON.stringify(report()), workflowRun({ conclusion: 'failure' }));
    expect(api.comments()[0]?.['body']).toContain('💥 Gate not checked');
    const failed = await post(
      JSON.stringify(report({ gate: 'failed' })),
      workflowRun({ conclusion: 'failure' }),
    );
    expect(failed.api.comments()[0]?.['body']).toContain('❌ Gate failed');
  });

  it('of a commit that is no open pull request is told on the commit alone', async () => {
    const { api } = await post(JSON.stringify(report()), workflowRun({ head_sha: 'e'.repeat(40) }));
    expect([api.comments().length, api.checkRuns().length]).toEqual([0, 1]);
  });

  it.each<[string, string, object | undefined, Readonly<Record<string, string>>, string]>([
    ['no JSON', 'x', undefined, {}, 'GATE_REPORT_INVALID'],
    [
      'another action',
      JSON.stringify({ ...report(), action: 'go-build' }),
      undefined,
      {},
      'GATE_REPORT_INVALID',
    ],
    ['no run', JSON.stringify(report()), {}, {}, 'INPUT_INVALID'],
    ['no file', JSON.stringify(report()), undefined, { 'report-file': 'none.json' }, 'INPUT_INVALID'],
    ['a place outside', JSON.stringify(report()), undefined, { 'report-file': '../x.json' }, 'INPUT_INVALID'],
  ])('is refused: %s', async (_, text, payload, inputs, code) => {
    const { report: written, api } = await post(text, payload, inputs);
    expect(written?.failure?.code).toBe(code);
    expect(api.comments()).toEqual([]);
  });

  it.each([
    ['[]', 'it is no object'],
    [JSON.stringify({ ...report(), schemaVersion: 2 }), 'has schemaVersion 2'],
    [JSON.stringify({ ...report(), data: undefined }), 'data is no object'],
    [JSON.stringify(report({ gate: 'great' })), 'has no verdict'],
    [JSON.stringify(report({ conditions: {} })), 'has no list of conditions'],
    [
      JSON.stringify(report({ conditions: Array.from({ length: 501 }, () => condition) })),
      'no list of conditions',
    ],
    [JSON.stringify(report({ conditions: [{ ...condition, reason: 1 }] })), 'condition 1 without reason'],
    [JSON.stringify(report({ conditions: [{ ...condition, status: 'great' }] })), 'of another status'],
  ])('has a form: %s', (text, problem) => {
    expect(() => readPostedReport(text)).toThrow(problem);
  });

  it('leaves out whatever else it holds', () => {
    const read = readPostedReport(JSON.stringify(report({ conditions: [{ ...condition, html: '<b>' }] })));
    expect(read).toEqual({ gate: 'passed', conditions: [condition] });
  });
});
