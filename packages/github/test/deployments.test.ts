import type { Logger } from '@fairlead/core';
import { type RunningGithubApi, rateLimited, secondaryRateLimited, startGithubApi } from '@fairlead/testkit';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Github, openGithub } from '../src/index.ts';

let api: RunningGithubApi;
let warnings: string[];
beforeEach(async () => {
  api = await startGithubApi();
  warnings = [];
  onTestFinished(() => api.close());
  // Octokit leaves a second between two writes and waits before it tries again: here time moves when it waits.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }).setTimerTickMode('nextTimerAsync');
  onTestFinished(() => void vi.useRealTimers());
});

const RUN = 'https://github.com/acme/orders/actions/runs/7';
const SHA = 'a'.repeat(40);
const request = { sha: SHA, environment: 'staging', description: 'orders 1.2.0', production: false };
const about = { description: 'rolling out', logUrl: RUN };

function github(more: { token?: string; signal?: AbortSignal; repository?: string } = {}): Promise<Github> {
  const log = { warn: (line: string) => void warnings.push(line) } as unknown as Logger;
  const signal = new AbortController().signal;
  return openGithub({ token: 't', apiUrl: api.url, repository: 'acme/orders', log, signal, ...more });
}

test('a rollout is a deployment that goes from in progress to its end', async () => {
  const { deployments } = await github();
  const deployment = await deployments.create(request);
  await deployment.tell('in_progress', about);
  await deployment.tell('success', about);
  expect(api.deployments()).toMatchObject([{ ref: SHA, environment: 'staging', required_contexts: [] }]);
  expect(api.deploymentStatuses().map(({ state }) => state)).toEqual(['in_progress', 'success']);
  expect(api.deploymentStatuses()[0]).toMatchObject({ log_url: RUN, auto_inactive: false });
});

test('what was in force before becomes inactive, what had failed stays failed', async () => {
  const { deployments } = await github();
  const [first, failed, second] = [
    await deployments.create(request),
    await deployments.create(request),
    await deployments.create(request),
  ];
  await first.tell('success', about);
  await failed.tell('failure', about);
  await second.tell('success', about);
  await second.endOthers(RUN);
  expect(api.deploymentStatuses().map(({ state }) => state)).toEqual([
    'success',
    'failure',
    'success',
    'inactive',
  ]);
  const paths = api.calls.filter(({ operation }) => operation === 'deployment-status.create');
  expect(paths.at(-1)?.path).toBe(`/repos/acme/orders/deployments/${first.id}/statuses`);
});

/** What a job with `environment:` makes, on the server itself. */
async function jobDeployment(logUrl: string): Promise<void> {
  const send = async (path: string, body: object): Promise<{ readonly id: number }> => {
    const headers = { authorization: 'token t', 'content-type': 'application/json' };
    const answer = await fetch(`${api.url}/repos/acme/orders${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { readonly id: number };
  };
  const { id } = await send('/deployments', { ref: SHA, environment: 'staging', payload: {} });
  await send(`/deployments/${id}/statuses`, { state: 'in_progress', log_url: logUrl });
}

test('a deployment that the job made by itself is seen, that of another run is not', async () => {
  const { deployments } = await github();
  await jobDeployment(`${RUN}/job/12`);
  expect(await deployments.hasOneOfRun('staging', SHA, RUN)).toBe(true);
  expect(await deployments.hasOneOfRun('staging', SHA, `${RUN}1`)).toBe(false);
  expect(await deployments.hasOneOfRun('production', SHA, RUN)).toBe(false);
  expect(await deployments.hasOneOfRun('staging', SHA, '')).toBe(false);
});

test('one of ours is none of the job: a second step of the run records its own', async () => {
  const { deployments } = await github();
  await (await deployments.create(request)).tell('in_progress', about);
  expect(await deployments.hasOneOfRun('staging', SHA, RUN)).toBe(false);
});

test.each([401, 403, 404])('a %i names the permission that is missing', async (status) => {
  api.faults.add('deployment.create', {
    kind: 'status',
    status,
    body: { message: 'Resource not accessible' },
  });
  const { deployments } = await github();
  await expect(deployments.create(request)).rejects.toMatchObject({
    code: 'GITHUB_REFUSED',
    message: expect.stringContaining(`${status} Resource not accessible`) as string,
    hint: 'give the job `permissions: { deployments: write }`',
  });
});

test('a server error is tried again', async () => {
  api.faults.add('deployment.create', { kind: 'status', status: 502, body: { message: 'Bad gateway' } });
  const { deployments } = await github();
  expect((await deployments.create(request)).id).toBeGreaterThan(0);
  expect(api.calls.filter(({ operation }) => operation === 'deployment.create')).toHaveLength(2);
});

test('a short rate limit is waited for and told', async () => {
  api.faults.add('deployment.create', secondaryRateLimited(1));
  const { deployments } = await github();
  expect((await deployments.create(request)).id).toBeGreaterThan(0);
  expect(warnings).toEqual(["GitHub's secondary rate limit is reached; waiting 1 s"]);
});

test('a long rate limit is not waited for', async () => {
  api.faults.add('deployment.create', rateLimited(3000));
  const { deployments } = await github();
  await expect(deployments.create(request)).rejects.toMatchObject({
    code: 'GITHUB_UNREACHABLE',
    retryable: true,
  });
});

test('a cancel is a cancel', async () => {
  const controller = new AbortController();
  const { deployments } = await github({ signal: controller.signal });
  controller.abort();
  await expect(deployments.create(request)).rejects.toMatchObject({ name: 'CancelledError' });
});

test('a long description is cut to what GitHub takes', async () => {
  const { deployments } = await github();
  await deployments.create({ ...request, description: 'x\n'.repeat(200) });
  expect(String(api.deployments()[0]?.['description'])).toHaveLength(140);
});

test('SRC-04 a snapshot of dependencies is handed over, and the right that is missing is named', async () => {
  const { dependencyGraph } = await github();
  const snapshot = { version: 0, job: {}, sha: SHA, ref: 'refs/heads/main', detector: {}, scanned: 'now' };
  await dependencyGraph.submit(snapshot);
  expect(api.calls).toMatchObject([
    { path: '/repos/acme/orders/dependency-graph/snapshots', body: { version: 0, sha: SHA } },
  ]);
  const refusing = await startGithubApi('acme/orders', 'refused');
  onTestFinished(() => refusing.close());
  const log = {} as unknown as Logger;
  const signal = new AbortController().signal;
  const other = await openGithub({
    token: 't',
    apiUrl: refusing.url,
    repository: 'acme/orders',
    log,
    signal,
  });
  await expect(other.dependencyGraph.submit(snapshot)).rejects.toMatchObject({
    code: 'GITHUB_REFUSED',
    hint: 'give the job `permissions: { contents: write }`',
  });
});
