import type { IncomingMessage, ServerResponse } from 'node:http';
import { fetchHttp, type Http } from '@fairlead/core';
import { createFakeClock, createFakeHttp, type FakeClock, listenOnLoopback } from '@fairlead/testkit';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { DeployContext } from '../src/context.ts';
import { describeAnswer } from '../src/smoke/answer.ts';
import { type SmokeEnd, smokeMs, smokeTest } from '../src/smoke/smoke-test.ts';

type Stage = Parameters<Parameters<DeployContext['stage']>[1]>[0];

let clock: FakeClock;
let cancel: AbortController;
let lines: string[];
let stages: string[];
beforeEach(() => {
  clock = createFakeClock();
  cancel = new AbortController();
  lines = [];
  stages = [];
});

function ask(http: Http, smokeUrls: readonly string[] | undefined, smokeTimeout = 30_000): Promise<SmokeEnd> {
  const stage: Stage = { end: (outcome, reason) => void stages.push(`${outcome}: ${reason}`) };
  return smokeTest({
    http,
    clock,
    signal: cancel.signal,
    log: { info: (line: string) => void lines.push(line) },
    host: { redact: (text: string) => text.replaceAll('hunter2', '***') },
    inputs: { smokeUrls, smokeTimeout },
    stage: (name: string, work: (of: Stage) => Promise<unknown>) => {
      stages.push(name);
      return work(stage);
    },
  } as unknown as DeployContext);
}

/** What failed, a line each; none when all is well. */
const failed = (end: SmokeEnd): readonly string[] =>
  end.kind === 'smoke' ? end.failed.map(describeAnswer) : [];

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server by path, which remembers what it was asked for, until the test ends. */
async function serve(paths: Readonly<Record<string, Handler>>) {
  const asked: string[] = [];
  const server = await listenOnLoopback(async (request, response) => {
    asked.push(request.url ?? '');
    paths[request.url ?? '']?.(request, response);
  });
  onTestFinished(() => server.close());
  return { url: server.url, asked };
}

const ok: Handler = (_, response) => void response.end('ok');
const broken: Handler = (_, response) => void response.writeHead(503).end('upstream connect error\nhunter2');

describe('QG-14 a smoke test over HTTP', () => {
  it('is passed when each address answers well', async () => {
    const { url, asked } = await serve({
      '/a': ok,
      '/b': (_, response) => void response.writeHead(204).end(),
    });
    const end = await ask(fetchHttp, [`${url}/a`, `${url}/b`]);
    expect(end.kind === 'healthy' && end.answers.map(describeAnswer)).toEqual([
      `${url}/a answered 200: ok`,
      `${url}/b answered 204`,
    ]);
    expect(asked.toSorted()).toEqual(['/a', '/b']);
    expect(stages).toEqual(['smoke test']);
  });

  it('has failed when one of them answers 503, and says what it said without its secrets', async () => {
    const { url, asked } = await serve({ '/a': ok, '/b': broken });
    const end = await ask(fetchHttp, [`${url}/a`, `${url}/b`]);
    const line = `${url}/b answered 503: upstream connect error ***`;
    expect(failed(end)).toEqual([line]);
    expect(stages).toEqual(['smoke test', `failure: ${line}`]);
    expect(asked.filter((path) => path === '/a')).toHaveLength(1);
    expect(asked.filter((path) => path === '/b').length).toBeGreaterThan(1);
    expect(lines.filter((told) => told === line)).toHaveLength(1);
  });

  it('follows no redirect: what answers elsewhere proves nothing', async () => {
    const moved: Handler = (_, response) => void response.writeHead(302, { location: '/a' }).end();
    const { url, asked } = await serve({ '/a': ok, '/moved': moved });
    expect(failed(await ask(fetchHttp, [`${url}/moved`]))).toEqual([
      `${url}/moved answered 302: a redirect to ${url}/a, which is not followed`,
    ]);
    expect(asked).not.toContain('/a');
  });

  it('takes a large page, and reads no more of it than its start', async () => {
    const endless: Handler = (_, response) => void response.write('x'.repeat(70_000));
    const { url } = await serve({ '/page': endless });
    expect((await ask(fetchHttp, [`${url}/page`])).kind).toBe('healthy');
  });

  it('has failed where nobody listens', async () => {
    const server = await listenOnLoopback(async () => {});
    await server.close();
    expect(failed(await ask(fetchHttp, [`${server.url}/?key=hunter2`]))).toEqual([
      `no answer from ${server.url}/: the connection was refused (ECONNREFUSED)`,
    ]);
  });

  it('is left at once when the run is cancelled while an address is silent', async () => {
    const silent: Handler = () => cancel.abort();
    const { url } = await serve({ '/a': ok, '/silent': silent });
    const end = await ask(fetchHttp, [`${url}/a`, `${url}/silent`], 600_000);
    expect(end).toEqual({ kind: 'cancelled', during: 'the smoke test ran' });
    expect(stages).toEqual(['smoke test', 'cancelled: undefined']);
  });
});

const A = 'https://a.example.com/healthz';
const B = 'https://b.example.com/healthz';

describe('QG-14 an address is asked again', () => {
  it.each([
    ['a refused connection', { fails: 'the connection was refused' }],
    ['a route that is not there yet', { status: 404 }],
    ['a gateway without a pod', { status: 503 }],
    ['a page for the time of maintenance', { status: 302, headers: { location: '/sorry' } }],
  ])('after %s', async (_, first) => {
    const http = createFakeHttp([{ url: A, times: 3, ...first }, { url: A }]);
    expect((await ask(http, [A])).kind).toBe('healthy');
    expect(http.requests).toHaveLength(4);
    expect(clock.monotonic()).toBe(3000);
  });

  it('until the time is over and no longer, and the last answer counts', async () => {
    const http = createFakeHttp([
      { url: A, times: 2, fails: 'the connection was refused' },
      { url: A, status: 500, body: 'no database' },
    ]);
    expect(failed(await ask(http, [A], 10_000))).toEqual([`${A} answered 500: no database`]);
    expect(clock.monotonic()).toBe(9000);
  });

  it('at least once, however short the time is', async () => {
    const http = createFakeHttp([{ url: A, status: 500 }]);
    expect(failed(await ask(http, [A], 1000))).toHaveLength(1);
    expect(http.requests).toHaveLength(1);
  });

  it('while another is slow, and each has the whole time', async () => {
    const http = createFakeHttp([
      { url: A, times: 5, status: 503 },
      { url: A },
      { url: B, times: 9, status: 503 },
      { url: B },
    ]);
    expect((await ask(http, [A, B])).kind).toBe('healthy');
    expect(clock.monotonic()).toBe(9000);
  });

  it('never from what was kept before, never by a redirect, and by half of the time at most', async () => {
    const http = createFakeHttp([{ url: A, status: 503 }]);
    await ask(http, [A], 20_000);
    for (const { headers, redirect, keepBytes, timeoutMs = 0 } of http.requests) {
      expect(headers).toEqual({ 'cache-control': 'no-cache' });
      expect([redirect, keepBytes]).toEqual(['manual', 65_536]);
      expect(timeoutMs).toBeLessThanOrEqual(10_000);
      expect(timeoutMs).toBeGreaterThanOrEqual(1000);
    }
  });

  it('not after a cancellation, which is heard in the pause too', async () => {
    clock.at(5500, () => cancel.abort());
    const http = createFakeHttp([{ url: A, status: 503 }]);
    expect((await ask(http, [A])).kind).toBe('cancelled');
    expect(http.requests).toHaveLength(6);
  });
});

describe('QG-14 a pass', () => {
  it('is never the word for an address that could not be asked', async () => {
    const http: Http = {
      send: ({ url }) =>
        url === A ? Promise.reject(new TypeError('a bug')) : createFakeHttp([{ url: B }]).send({ url }),
    };
    await expect(ask(http, [A, B])).rejects.toThrow('a bug');
  });

  it('without addresses is no stage', async () => {
    expect(await ask(createFakeHttp(), undefined)).toEqual({ kind: 'healthy', answers: [] });
    expect(stages).toEqual([]);
    expect(smokeMs({ smokeUrls: undefined, smokeTimeout: 30_000 })).toBe(0);
    expect(smokeMs({ smokeUrls: [A], smokeTimeout: 30_000 })).toBe(30_000);
  });
});
