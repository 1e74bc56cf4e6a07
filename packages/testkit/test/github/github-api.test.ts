import { fetchHttp } from '@fairlead/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type RunningGithubApi,
  rateLimited,
  secondaryRateLimited,
  serverError,
  startGithubApi,
} from '../../src/index.ts';

let github: RunningGithubApi;
beforeAll(async () => {
  github = await startGithubApi();
});
afterAll(() => github.close());

const send = (method: string, path: string, body?: object, headers = { authorization: 'Bearer x' }) =>
  fetchHttp.send({
    method,
    url: `${github.env()['GITHUB_API_URL']}/repos/acme/orders${path}`,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

test('a sticky comment: created once, found by its mark, updated', async () => {
  const made = (await send('POST', '/issues/7/comments', { body: '<!-- x --> one' })).json() as {
    id: number;
  };
  await send('POST', '/issues/8/comments', { body: 'another' });
  expect((await send('GET', '/issues/7/comments')).json()).toEqual([{ id: made.id, body: '<!-- x --> one' }]);
  expect((await send('PATCH', `/issues/comments/${made.id}`, { body: 'two' })).json()).toEqual({
    id: made.id,
    body: 'two',
  });
  expect((await send('PATCH', '/issues/comments/99', { body: 'x' })).status).toBe(404);
  expect(github.comments().map(({ body }) => body)).toEqual(['two', 'another']);
});

test('deployments with statuses, commit statuses and check runs', async () => {
  const { id } = (await send('POST', '/deployments', { ref: 'main', environment: 'production' })).json() as {
    id: number;
  };
  for (const state of ['in_progress', 'success'])
    await send('POST', `/deployments/${id}/statuses`, { state });
  expect(github.deploymentStatuses().map(({ state }) => state)).toEqual(['in_progress', 'success']);
  await send('POST', '/statuses/abc', { state: 'pending', context: 'gate' });
  expect((await send('GET', '/commits/abc/statuses')).json()).toMatchObject([{ state: 'pending' }]);
  const run = (await send('POST', '/check-runs', { name: 'gate', head_sha: 'abc' })).json() as { id: number };
  await send('PATCH', `/check-runs/${run.id}`, { conclusion: 'success' });
  expect(github.checkRuns()).toMatchObject([{ name: 'gate', conclusion: 'success' }]);
});

test('lists come in pages', async () => {
  for (let index = 0; index < 5; index++) await send('POST', '/issues/50/comments', { body: String(index) });
  const page = (await send('GET', '/issues/50/comments?per_page=2&page=3')).json() as { body: string }[];
  expect(page.map(({ body }) => body)).toEqual(['4']);
});

test('a page says where the next one is, and holds a hundred at most', async () => {
  for (let index = 0; index < 101; index++)
    await send('POST', '/issues/51/comments', { body: String(index) });
  const first = await send('GET', '/issues/51/comments?per_page=500');
  expect((first.json() as object[]).length).toBe(100);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers['link'] ?? '')?.[1] ?? '';
  const second = await fetchHttp.send({ url: next, headers: { authorization: 'Bearer x' } });
  expect((second.json() as { body: string }[]).map(({ body }) => body)).toEqual(['100']);
  expect(second.headers['link']).toContain('rel="first"');
  expect(second.headers['link']).not.toContain('rel="next"');
});

test('deployments and statuses come newest first, and deployments can be filtered', async () => {
  for (const [ref, environment] of [
    ['one', 'staging'],
    ['two', 'production'],
    ['three', 'staging'],
  ])
    await send('POST', '/deployments', { ref, environment });
  const refs = async (path: string): Promise<string[]> =>
    ((await send('GET', path)).json() as { ref: string }[]).map(({ ref }) => ref);
  expect((await refs('/deployments')).slice(0, 3)).toEqual(['three', 'two', 'one']);
  expect(await refs('/deployments?environment=staging')).toEqual(['three', 'one']);
});

test('what lacks a field is refused, and made nothing of', async () => {
  const before = github.deployments().length;
  const refused = await send('POST', '/deployments', { environment: 'production' });
  expect(refused.status).toBe(422);
  expect(refused.json()).toMatchObject({ errors: [{ field: 'ref', code: 'missing_field' }] });
  expect(github.deployments()).toHaveLength(before);
});

test('every answer says what is left of the rate limit', async () => {
  const [one, two] = [await send('GET', '/deployments'), await send('GET', '/nothing')];
  const left = (answer: typeof one): number => Number(answer.headers['x-ratelimit-remaining']);
  expect(left(one) - left(two)).toBe(1);
  expect(Number(one.headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1000);
});

test('rate limits and failures on demand, then as usual', async () => {
  github.faults.add('status.create', rateLimited(60));
  github.faults.add('status.create', secondaryRateLimited(5));
  github.faults.add('status.create', serverError(502), 2);
  const answers = [];
  for (let index = 0; index < 5; index++)
    answers.push(await send('POST', '/statuses/def', { state: 'success' }));
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 502, 502, 201]);
  expect(answers[0]?.headers['x-ratelimit-remaining']).toBe('0');
  expect(answers[1]?.headers['retry-after']).toBe('5');
  expect(github.calls.filter(({ path }) => path.endsWith('/statuses/def'))).toHaveLength(5);
});

test('no token, unknown paths', async () => {
  expect((await send('GET', '/deployments', undefined, {} as never)).status).toBe(401);
  expect((await send('GET', '/nothing')).status).toBe(404);
});
