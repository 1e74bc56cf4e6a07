import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchHttp } from '@fairlead/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheus } from '../src/metrics/prometheus.ts';
import { sourceOf } from './world/series.ts';

const signal = new AbortController().signal;

type Answer = { readonly status?: number; readonly body: string };

describe('a real server', () => {
  let server: Server | undefined;
  afterEach(() => new Promise((done) => (server === undefined ? done(undefined) : server.close(done))));

  const serve = async (
    answer: (query: string, headers: Record<string, unknown>) => Answer,
  ): Promise<string> => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const query = new URLSearchParams(Buffer.concat(chunks).toString()).get('query') ?? '';
        const { status = 200, body } = answer(query, request.headers);
        response.writeHead(request.url === '/prom/api/v1/query' ? status : 404).end(body);
      });
    });
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom/`;
  };
  const vector = (rows: readonly [Record<string, string>, string][]): Answer => ({
    body: JSON.stringify({
      status: 'success',
      data: {
        resultType: 'vector',
        result: rows.map(([metric, value]) => ({ metric, value: [1.5, value] })),
      },
    }),
  });
  it('reads a vector and sends the token', async () => {
    let seen: unknown;
    const url = await serve((_, headers) => {
      seen = headers['authorization'];
      return vector([[{ pod: 'a' }, '3']]);
    });
    const prometheus = createPrometheus(fetchHttp, { url, token: 'secret' });
    expect(await prometheus.query('up', signal)).toEqual([{ labels: { pod: 'a' }, value: 3 }]);
    expect(seen).toBe('Bearer secret');
  });

  it.each([
    [
      { status: 400, body: '{"status":"error","errorType":"bad_data","error":"1:3: parse error"}' },
      'CANARY_QUERY_REFUSED',
      '1:3: parse error',
    ],
    [
      { status: 503, body: '{"status":"error","errorType":"unavailable","error":"starting"}' },
      'CANARY_NOT_PROMETHEUS',
      'starting',
    ],
    [
      { body: '{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["store down"]}' },
      'CANARY_NOT_PROMETHEUS',
      'only a part of the data: store down',
    ],
    [
      { status: 200, body: '\n<html>login</html>\n<p>Please</p>' },
      'CANARY_NOT_PROMETHEUS',
      /: HTTP 200, <html>login<\/html>$/,
    ],
    [
      { body: '{"status":"success","data":{"resultType":"matrix","result":[]}}' },
      'CANARY_QUERY_REFUSED',
      'matrix',
    ],
  ] as const)('names what is wrong with %j', async (answer, code, words) => {
    const prometheus = createPrometheus(fetchHttp, { url: await serve(() => answer) });
    await expect(prometheus.query('up{', signal)).rejects.toMatchObject({
      code,
      message: typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words),
    });
  });

  it('gives window numbers of both versions, the first scrape of a new canary included', async () => {
    const [stable, canary] = ['orders-6d5f8b9c7-x2x4z', 'orders-canary-77d9f-abcde'];
    let look = 0;
    const url = await serve((query) => {
      if (query.includes('_count'))
        return look === 0
          ? vector([[{ pod: stable, status: '200' }, '1000']])
          : vector([
              [{ pod: stable, status: '200' }, '1090'],
              [{ pod: canary, status: '200' }, '8'],
              [{ pod: canary, status: '500' }, '2'],
            ]);
      return look === 0
        ? vector([])
        : vector([
            [{ pod: canary, le: '2000' }, '9'],
            [{ pod: canary, le: '5000' }, '10'],
            [{ pod: canary, le: '+Inf' }, '10'],
          ]);
    });
    const source = sourceOf(createPrometheus(fetchHttp, { url }));
    await source.look(0, signal);
    expect(source.oddities(2000)).toEqual([
      'http_request_duration_ms_bucket has no request of a user for pods of orders in namespace shop yet',
    ]);
    look = 1;
    const seen = await source.look(5000, signal);
    expect(seen).toMatchObject({
      metrics: 'ok',
      canary: { requests: 10, errorPercent: 20, totalRequests: 10, totalErrors: 2 },
      stable: { requests: 90, errorPercent: 0 },
    });
    expect(seen.metrics === 'ok' && seen.canary.p99?.ms).toBeGreaterThan(4000);
    expect(source.oddities(2000)).toEqual([]);
    expect(source.oddities(1500)).toEqual([
      'http_request_duration_ms has no bucket at 1500 ms: near it the P99 is a guess, and only answers slower than its next bucket, 2000 ms, are weighed as evidence',
    ]);
    const idle = await source.look(60_000, signal);
    expect(idle).toMatchObject({ canary: { requests: 0, errorPercent: undefined, p99: undefined } });
  });

  it('takes custom queries; NaN and several series are no data', async () => {
    const url = await serve((query) => {
      if (query.startsWith('errors')) return vector([[{}, query.includes('canary') ? '0.051' : 'NaN']]);
      return query.includes('canary')
        ? vector([[{}, '2.5']])
        : vector([
            [{ a: '1' }, '1'],
            [{ a: '2' }, '1'],
          ]);
    });
    const source = sourceOf(createPrometheus(fetchHttp, { url }), {
      errorQuery: 'errors{pod=~"{{pods}}"}',
      latencyQuery: 'latency{pod=~"{{pods}}"}',
    });
    expect(await source.look(0, signal)).toMatchObject({
      canary: { requests: undefined, errorPercent: 5.1, p99: { ms: 2500, atLeast: false } },
      stable: { errorPercent: undefined, p99: undefined },
    });
  });

  it('takes a native histogram for no number', async () => {
    const result = [{ metric: { pod: 'a' }, histogram: [1.5, { count: '3', sum: '4' }] }];
    const body = JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
    const prometheus = createPrometheus(fetchHttp, { url: await serve(() => ({ body })) });
    const histogram = { labels: { pod: 'a' }, value: Number.NaN, observations: 3 };
    expect(await prometheus.query('m', signal)).toEqual([histogram]);
  });

  it('is down, not broken, when nobody answers', async () => {
    const prometheus = createPrometheus(fetchHttp, { url: 'http://127.0.0.1:9' });
    const look = await sourceOf(prometheus).look(0, signal);
    expect(look).toMatchObject({ metrics: 'down', problem: expect.stringContaining('127.0.0.1:9') });
  });
});

describe('trouble of a Prometheus', () => {
  const ask = (status: number) => {
    const text = 'no';
    const http = {
      send: async () => ({
        status,
        headers: {},
        body: Buffer.from(text),
        text: () => text,
        json: () => JSON.parse(text) as unknown,
      }),
    };
    return createPrometheus(http, { url: 'http://prometheus' }).query('up');
  };

  it.each([
    [500, true],
    [503, true],
    [429, true],
    [404, false],
    [499, false],
  ])('with HTTP %i may pass by itself: %s', async (status, retryable) => {
    await expect(ask(status)).rejects.toMatchObject({ code: 'CANARY_NOT_PROMETHEUS', retryable });
  });
});

it('takes no pod for measured whose counters stand at zero', async () => {
  const row = (pod: string, value: string) => ({ metric: { pod, status: '200' }, value: [0, value] });
  const http = {
    send: async ({ body }: { readonly body?: string | Uint8Array | undefined }) => {
      const counts = String(body).includes('_count');
      const rows = [row('orders-canary-77d9f-abcde', '7'), row('orders-canary-77d9f-fghij', '0')];
      const data = { resultType: 'vector', result: counts ? rows : [] };
      const text = JSON.stringify({ status: 'success', data });
      return {
        status: 200,
        headers: {},
        body: Buffer.from(text),
        text: () => text,
        json: () => JSON.parse(text) as unknown,
      };
    },
  };
  const source = sourceOf(createPrometheus(http, { url: 'http://prometheus' }));
  const look = await source.look(0, new AbortController().signal);
  expect(look).toMatchObject({ canary: { pods: ['orders-canary-77d9f-abcde'] } });
});
