import { InputError, resolveContext, ToolError } from '@fairlead/core';
import { createFakeClock, createFakeHttp } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { type AnnounceContext, announce, tellTrouble } from '../src/publish/announce.ts';
import type { CheckResult, ConditionStatus } from '../src/verdict/condition.ts';

const URL_OF_HOOK = 'https://hooks.example.com/T0/secret';
const ENV = {
  GITHUB_REPOSITORY: 'acme/orders',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_RUN_ID: '7',
  GITHUB_JOB: 'gate',
  GITHUB_ACTOR: 'octocat',
};

const check = (name: string, status: ConditionStatus, failedTests?: readonly string[]): CheckResult => ({
  condition: { name, status, actual: '', limit: '', reason: `${name} is ${status}` },
  findings: [],
  code: status === 'passed' ? '' : 'GATE_TESTS_FAILED',
  details: [],
  ...(failedTests === undefined ? {} : { failedTests }),
});

function told(results: readonly CheckResult[], payload: unknown = {}, inputs: object = {}) {
  return messages((context) => announce(context, results), payload, inputs);
}

async function messages(
  work: (context: AnnounceContext) => Promise<unknown>,
  payload: unknown = {},
  inputs: object = {},
) {
  const http = createFakeHttp([{ url: URL_OF_HOOK }]);
  const context = {
    http,
    clock: createFakeClock(),
    log: { warn: () => {} },
    signal: new AbortController().signal,
    host: { redact: (text: string) => text.replaceAll('hunter2', '***') },
    event: resolveContext(ENV, payload),
    inputs: { webhookUrl: URL_OF_HOOK, webhookSecret: undefined, postAs: '', ...inputs },
  } as unknown as AnnounceContext;
  await work(context).catch(() => {});
  return http.requests.map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>);
}

const FAILED = check('test', 'failed', ['m/a TestPrice', 'm/b TestSum/hunter2']);

describe('TRG-16 a gate that does not pass tells a channel', () => {
  it('once, with the run, the author and the failed tests', async () => {
    expect(await told([check('vet', 'passed'), FAILED, check('coverage', 'failed')])).toEqual([
      {
        text: [
          'quality-gate failed for octocat on main of acme/orders',
          'failed: m/a TestPrice, m/b TestSum/***',
          'test: test is failed; coverage: coverage is failed',
          'https://github.com/acme/orders/actions/runs/7',
        ].join('\n'),
        state: 'failed',
        repository: 'acme/orders',
        ref: 'main',
        sha: 'a'.repeat(40),
        author: 'octocat',
        job: 'gate',
        runUrl: 'https://github.com/acme/orders/actions/runs/7',
        failedTests: ['m/a TestPrice', 'm/b TestSum/***'],
        key: expect.stringMatching(/^acme\/orders\/7\/1\/gate\/quality-gate\/[0-9a-f]{12}$/),
      },
    ]);
  });

  it('what could not be checked is told as that', async () => {
    const [message] = await told([check('test', 'errored')], {}, { postAs: 'integration' });
    expect(message).toMatchObject({ state: 'error', failedTests: [] });
    expect(message?.['text']).toContain('quality-gate integration could not be checked for octocat');
  });

  it('a tool that breaks before any check has a result is told too, and the error goes on', async () => {
    const broken = new ToolError({ code: 'GO_LIST_FAILED', message: 'go.mod: hunter2', argv: ['go'] });
    let passedOn: unknown;
    const fail = (error: unknown) => (context: AnnounceContext) =>
      tellTrouble(context, () => Promise.reject(error)).catch((again: unknown) => {
        passedOn = again;
      });
    const [message, ...more] = await messages(fail(broken));
    expect(message).toMatchObject({ state: 'error', failedTests: [] });
    expect(message?.['text']).toContain(
      'could not be checked for octocat on main of acme/orders\ngo.mod: ***',
    );
    expect(more).toEqual([]);
    expect(passedOn).toBe(broken);
    expect(await messages(fail(broken), {}, { dryRun: true })).toEqual([]);
    expect(await messages(fail(broken), {}, { webhookUrl: undefined })).toEqual([]);
    expect(await messages(fail(new InputError([])))).toEqual([]);
  });

  it.each([
    ['of a pull request its author', { pull_request: { user: { login: 'ada' } }, head_commit: {} }, 'ada'],
    ['of a push the author of its last commit', { head_commit: { author: { username: 'bob' } } }, 'bob'],
    ['by name where GitHub knows no user', { head_commit: { author: { name: 'Carol' } } }, 'Carol'],
    ['else who started the run', {}, 'octocat'],
  ])('whose change it is: %s', async (_, payload, author) => {
    expect((await told([FAILED], payload))[0]).toMatchObject({ author });
  });

  it('two gates of one job are two messages', async () => {
    const [one] = await told([FAILED]);
    const [other] = await told([check('vet', 'failed')]);
    expect(one?.['key']).not.toBe(other?.['key']);
  });

  it('no message is longer than a channel takes', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `m/a Test${index}`);
    const [message] = await told([{ ...check('test', 'failed', names) }]);
    expect(message?.['failedTests']).toHaveLength(100);
    const long = check('test', 'failed');
    const [cut] = await told([{ ...long, condition: { ...long.condition, reason: 'x'.repeat(3000) } }]);
    expect(String(cut?.['text'])).toHaveLength(2000);
  });

  it('a gate that passes, and a gate with nobody to tell, are silent', async () => {
    expect(await told([check('test', 'passed')])).toEqual([]);
    expect(await told([FAILED], {}, { webhookUrl: undefined })).toEqual([]);
  });
});
