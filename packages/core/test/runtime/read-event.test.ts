import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFakePhase } from '@fairlead/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveContext } from '../../src/event/event-context.ts';
import { readEvent } from '../../src/runtime/read-event.ts';
import { judgeEvent } from '../../src/trust/judge-event.ts';
import { action, good } from './behaviour.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
});
afterAll(() => rm(root, { recursive: true }));

const withFile = async (text: string | undefined, env: Record<string, string> = {}) => {
  const path = join(root, 'event.json');
  await rm(path, { force: true });
  if (text !== undefined) await writeFile(path, text);
  return readEvent({ GITHUB_EVENT_PATH: path, ...env });
};

test.each([
  ['missing', undefined],
  ['empty', ''],
  ['half-written', '{"pull_request": {"head": {"repo": {"full_n'],
  ['not JSON', 'pull_request'],
  ['a list', '[{}]'],
  ['null', 'null'],
  ['a word', '"push"'],
])('an event file that is %s is an error, never an event without a fork', async (_, text) => {
  expect(await withFile(text)).toMatchObject({ payload: {}, problem: { code: 'EVENT_UNREADABLE' } });
});

test('an event file that is a folder is an error', async () => {
  expect((await readEvent({ GITHUB_EVENT_PATH: root })).problem?.code).toBe('EVENT_UNREADABLE');
});

test.each<readonly [event: string, level: string]>([
  ['push', 'trusted'],
  ['workflow_dispatch', 'trusted'],
  ['pull_request', 'untrusted'],
  ['merge_group', 'untrusted'],
  ['pull_request_target', 'untrusted'],
  ['workflow_run', 'untrusted'],
  ['', 'untrusted'],
])('a runner that names no file, event %j: no error, and %s', async (name, level) => {
  const env = { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: name, GITHUB_REPOSITORY: 'acme/orders' };
  for (const more of [{}, { GITHUB_EVENT_PATH: '' }]) {
    const { payload, problem } = await readEvent({ ...env, ...more });
    expect([payload, problem]).toEqual([{}, undefined]);
    expect(judgeEvent(resolveContext(env, payload), true).level).toBe(level);
  }
});

test('a whole one is read', async () => {
  expect(await withFile('{"number": 7}')).toEqual({ payload: { number: 7 }, problem: undefined });
});

test('with an event that cannot be read nothing is run; outcome and reason say why', async () => {
  const { problem } = await withFile('');
  let ran = false;
  const run = async (): Promise<void> => {
    ran = true;
  };
  const { outcome, host } = await runFakePhase(action({ run }), { inputs: good, eventProblem: problem });
  expect([outcome, ran, host.exitCode]).toEqual(['error', false, 1]);
  expect(host.outputs).toMatchObject({
    outcome: 'error',
    reason: expect.stringMatching(/^EVENT_UNREADABLE: the event of this run cannot be read/),
  });
});
