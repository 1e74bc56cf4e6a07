import type { Logger } from '@fairlead/core';
import { type RunningGithubApi, startGithubApi } from '@fairlead/testkit';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createComments } from '../src/comments.ts';
import { type Github, openGithub } from '../src/index.ts';

let api: RunningGithubApi;
let github: Github;
beforeEach(async () => {
  api = await startGithubApi();
  onTestFinished(() => api.close());
  // Octokit leaves a second between two writes, three where people are told: here time moves when it waits.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }).setTimerTickMode('nextTimerAsync');
  onTestFinished(() => void vi.useRealTimers());
  const log = { warn: () => {} } as unknown as Logger;
  const signal = new AbortController().signal;
  github = await openGithub({ token: 't', apiUrl: api.url, repository: 'acme/orders', log, signal });
});

const MARK = '<!-- mark -->';

describe('one comment', () => {
  test('is written, and then changed', async () => {
    expect(await github.comments.put(7, MARK, 'first')).toBe('created');
    expect(await github.comments.put(7, MARK, 'second')).toBe('updated');
    expect(await github.comments.put(8, MARK, 'other')).toBe('created');
    expect(api.comments().map(({ body }) => body)).toEqual([`${MARK}\nsecond`, `${MARK}\nother`]);
  });

  test('is found behind many others, and is not longer than GitHub takes', async () => {
    const others = Array.from({ length: 101 }, (_, index) => JSON.stringify({ body: `comment ${index}` }));
    const headers = { authorization: 'x', 'content-type': 'application/json' };
    for (const body of others)
      await fetch(`${api.url}/repos/acme/orders/issues/7/comments`, { method: 'POST', headers, body });
    await github.comments.put(7, MARK, 'y'.repeat(70_000));
    expect(await github.comments.put(7, MARK, 'z')).toBe('updated');
    expect(api.comments()).toHaveLength(102);
  });

  test.each([
    [{ user: { type: 'User' }, author_association: 'NONE' }, 'created'],
    [{ user: { type: 'User' }, author_association: 'CONTRIBUTOR' }, 'created'],
    [{ user: { type: 'User' }, author_association: 'MEMBER' }, 'updated'],
    [{ user: { type: 'Bot' }, author_association: 'NONE' }, 'updated'],
    [{}, 'updated'],
  ])('of a stranger is not taken for ours: %j', async (author, done) => {
    const sent: unknown[] = [];
    const comments = createComments(async (route, parameters) => {
      sent.push(parameters);
      return (route.startsWith('GET') ? [{ id: 5, body: `${MARK} forged`, ...author }] : {}) as never;
    });
    expect(await comments.put(7, MARK, 'x'.repeat(70_000))).toBe(done);
    expect(JSON.stringify(sent.at(-1)).length).toBeLessThan(66_000);
  });
});

test('a check run ends with its verdict; its summary and annotations fit', async () => {
  const annotation = {
    path: 'a.go',
    startLine: 1,
    endLine: 2,
    level: 'failure',
    title: 't',
    message: '',
  } as const;
  await github.checkRuns.create({
    name: 'gate',
    sha: 'a'.repeat(40),
    conclusion: 'failure',
    title: 'Gate failed',
    summary: 'ä'.repeat(40_000),
    detailsUrl: 'https://example.com/run',
    annotations: Array.from({ length: 51 }, () => annotation),
  });
  const [run] = api.checkRuns();
  expect(run).toMatchObject({
    status: 'completed',
    conclusion: 'failure',
    details_url: 'https://example.com/run',
  });
  const { summary, annotations } = (run?.['output'] ?? {}) as {
    summary: string;
    annotations: readonly object[];
  };
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
  expect(summary).toMatch(/^ä+…$/);
  expect(annotations).toHaveLength(50);
  expect(annotations[0]).toMatchObject({
    start_line: 1,
    end_line: 2,
    annotation_level: 'failure',
    message: 't',
  });
});
