import { type Loopback, listenOnLoopback, sendJson } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CancelledError, ExternalError, fetchHttp, safeUrl } from '../../src/index.ts';

let server: Loopback;
beforeAll(async () => {
  server = await listenOnLoopback(async (request, response) => {
    if (request.url === '/slow') return;
    if (request.url === '/moved') return void response.writeHead(307, { location: '/there' }).end();
    if (request.url === '/endless') return void response.write('x'.repeat(20));
    if (request.url === '/large') return void response.end('x'.repeat(100_000));
    sendJson(
      response,
      request.url === '/missing' ? 404 : 200,
      { method: request.method, authorization: request.headers.authorization },
      { 'X-Kind': 'test' },
    );
  });
});
afterAll(() => server.close());

const failureOf = (url: string, more = {}): Promise<unknown> =>
  fetchHttp.send({ url, ...more }).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('an answer', () => {
  test('of any status is an answer, header names in lower case', async () => {
    const missing = await fetchHttp.send({ url: `${server.url}/missing`, method: 'POST', body: 'x' });
    expect([missing.status, missing.json(), missing.headers['x-kind']]).toEqual([
      404,
      { method: 'POST' },
      'test',
    ]);
  });
});

test('user and password of the URL are sent as a header', async () => {
  const { json } = await fetchHttp.send({ url: server.url.replace('//', '//ann:p%40ss@') });
  expect(json()).toMatchObject({ authorization: `Basic ${btoa('ann:p@ss')}` });
});

describe('no answer', () => {
  test('after the time limit', async () => {
    const error = (await failureOf(`${server.url}/slow`, { timeoutMs: 100 })) as ExternalError;
    expect(error.message).toBe(`no answer from ${server.url}/slow: nothing within 100 ms`);
    expect([error.code, error.retryable]).toEqual(['HTTP_FAILED', true]);
  });

  test('from a closed port, with the reason and without credentials', async () => {
    const error = (await failureOf('http://user:pass@127.0.0.1:1/path?token=x')) as ExternalError;
    expect(error).toBeInstanceOf(ExternalError);
    expect(error.message).toMatch(/^no answer from http:\/\/127\.0\.0\.1:1\/path: \S/);
    expect(error.message).not.toMatch(/pass|token/);
  });

  test('from a name that does not exist, in words', async () => {
    const error = (await failureOf('http://registry.invalid/v2/')) as ExternalError;
    expect(error.message).toMatch(
      /: (there is no such host \(ENOTFOUND\)|the host name could not be looked up \(EAI_AGAIN\))$/,
    );
  });

  test('when the run is cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect(await failureOf(`${server.url}/slow`, { signal: controller.signal })).toBeInstanceOf(
      CancelledError,
    );
  });
});

test('safeUrl leaves out user, password and query', () => {
  expect(safeUrl('https://u:p@host:8443/a?b=c#d')).toBe('https://host:8443/a');
  expect(safeUrl('not a url')).toBe('"not a url"');
});

describe('a request with bounds', () => {
  test('takes parts of a millisecond, as a clock gives them', async () => {
    expect((await fetchHttp.send({ url: server.url, timeoutMs: 29_999.25 })).status).toBe(200);
    const error = (await failureOf(`${server.url}/slow`, { timeoutMs: 0.25 })) as ExternalError;
    expect(error.message).toBe(`no answer from ${server.url}/slow: nothing within 1 ms`);
  });

  test('gives the start of a larger answer to who wants no more, and does not wait for the rest', async () => {
    const { status, body } = await fetchHttp.send({ url: `${server.url}/large`, keepBytes: 99_999 });
    expect([status, body.length]).toEqual([200, 99_999]);
    const endless = await fetchHttp.send({ url: `${server.url}/endless`, keepBytes: 10 });
    expect(endless.text()).toBe('x'.repeat(10));
    expect((await fetchHttp.send({ url: `${server.url}/large`, keepBytes: 200_000 })).body).toHaveLength(
      100_000,
    );
  });

  test('a larger answer is an error that is not tried again', async () => {
    const url = `${server.url}/large`;
    expect((await fetchHttp.send({ url, maxBytes: 100_000 })).body).toHaveLength(100_000);
    const failure = await failureOf(url, { maxBytes: 99_999 });
    expect(failure).toBeInstanceOf(ExternalError);
    expect(failure).toMatchObject({ code: 'HTTP_FAILED', retryable: false });
    expect((failure as ExternalError).message).toMatch(/the answer of .* is larger than [\d.]+ kB/);
  });

  test('a redirect is followed, or given back to who wants to look at it first', async () => {
    const url = `${server.url}/moved`;
    expect((await fetchHttp.send({ url })).status).toBe(200);
    const { status, headers } = await fetchHttp.send({ url, redirect: 'manual' });
    expect([status, headers['location']]).toEqual([307, '/there']);
  });
});
