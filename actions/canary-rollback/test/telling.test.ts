import type { HttpRequest } from '@fairlead/core';
import type { Github } from '@fairlead/github';
import { createFakeClock } from '@fairlead/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CanaryContext } from '../src/context.ts';
import { recordRollback } from '../src/telling/github-deployment.ts';
import { createAnnouncer } from '../src/telling/webhook.ts';
import { createWorld } from './world/create-world.ts';
import { last } from './world/views.ts';

const URL_OF_HOOK = 'https://hooks.example.com/T0/secret';
const subject = { workload: 'orders', namespace: 'shop', image: `r/orders@sha256:${'b'.repeat(64)}` };
let sent: HttpRequest[];
let warned: string[];
beforeEach(() => {
  [sent, warned] = [[], []];
});

function context(inputs: object = {}): CanaryContext {
  return {
    clock: createFakeClock(),
    signal: new AbortController().signal,
    log: { warn: (line: string) => void warned.push(line), info: (line: string) => void warned.push(line) },
    host: { redact: (text: string) => text.replaceAll('hunter2', '***') },
    event: {
      repository: 'acme/shop',
      runId: '7',
      runAttempt: '1',
      runUrl: 'https://g/7',
      sha: 'a'.repeat(40),
    },
    inputs: { workload: 'orders', webhookUrl: URL_OF_HOOK, ...inputs },
    http: {
      send: async (request: HttpRequest) => {
        sent.push(request);
        return { status: 200 };
      },
    },
  } as unknown as CanaryContext;
}

const bodyOf = (request: HttpRequest | undefined): Record<string, string> =>
  JSON.parse(String(request?.body)) as Record<string, string>;

describe('NTF-06: the webhook', () => {
  it('gets one message for each change of state, all of a release in one thread', async () => {
    const announcer = createAnnouncer(context(), subject);
    for (const state of ['paused', 'paused', 'resumed', 'paused', 'rolled-back'])
      announcer.say(state, `${state} for hunter2`);
    await announcer.done();
    expect(sent.map((request) => bodyOf(request)['state'])).toEqual([
      'paused',
      'resumed',
      'paused',
      'rolled-back',
    ]);
    expect(new Set(sent.map((request) => bodyOf(request)['thread'])).size).toBe(1);
    expect(new Set(sent.map(({ headers }) => headers?.['idempotency-key'])).size).toBe(4);
    expect(bodyOf(sent[0])).toMatchObject({
      text: 'canary of orders: paused for ***',
      namespace: 'shop',
      repository: 'acme/shop',
      runUrl: 'https://g/7',
    });
    expect(sent[0]?.redirect).toBe('manual');
  });

  it('may only have an https address, which no message repeats', async () => {
    const world = createWorld();
    expect(await world.main({ 'webhook-url': 'http://hooks.example.com/T0/secret' })).toBe('failure');
    expect(last(world)).toContain('webhook-url');
    expect(last(world)).toContain('is no https address');
    expect(world.log.join('\n')).not.toContain('T0/secret');
  });
});

describe('DEP-43: the record of a rollback with GitHub', () => {
  function github(hasOne: boolean, broken = false): () => Promise<Pick<Github, 'deployments'>> {
    return async () => ({
      deployments: {
        open: () => {
          throw new Error('not asked for');
        },
        hasOneOfRun: async () => hasOne,
        async create({ environment, production }) {
          if (broken) throw new Error('no permission');
          warned.push(`created ${environment} ${production}`);
          return {
            id: 1,
            tell: async (state, { description }) => void warned.push(`${state}: ${description}`),
            endOthers: async () => {},
          };
        },
      },
    });
  }
  const wanted = { githubDeployment: true, environment: 'production' };

  it('is a deployment of the environment that failed', async () => {
    await recordRollback(context(wanted), 'CANARY_FAILED: x', github(false));
    expect(warned).toEqual(['created production true', 'failure: CANARY_FAILED: x']);
  });

  it('is not added to that of the job, nor made where nobody wants one; what fails is a warning', async () => {
    await recordRollback(context(wanted), 'x', github(true));
    await recordRollback(context({ ...wanted, githubDeployment: false }), 'x', github(false));
    await recordRollback(context({ githubDeployment: true }), 'x', github(false));
    await recordRollback(context(wanted), 'x', github(false, true));
    await recordRollback(context(wanted), 'x');
    expect(warned).toEqual([
      "the job's environment production has made a deployment already; none is added",
      'no record of the rollback with GitHub: no permission',
      'github-deployment needs the token of the job: no record is made',
    ]);
  });
});
