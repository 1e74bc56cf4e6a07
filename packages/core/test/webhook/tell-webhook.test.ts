import { createHmac } from 'node:crypto';
import { createFakeClock, createFakeHttp, type HttpRoute } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { tellWebhook } from '../../src/webhook/tell-webhook.ts';

const url = 'https://hooks.example.com/T0/secret';

it.each([
  ['https://hooks.example.com/T0/key', 'https://hooks.example.com/T0/key'],
  ['https://Hooks.Example.com/T0/key', 'https://hooks.example.com/T0/key'],
  ['https://hooks.example.com/T0/key?thread=7', 'https://hooks.example.com/T0/key'],
  ['https://hooks.example.com/T0/../T1/key', 'https://hooks.example.com/T1/key'],
  ['https://user:pass@hooks.example.com/T0/key', 'https://hooks.example.com/T0/key'],
])('a failure does not show the address %s', async (address, shown) => {
  const warned: string[] = [];
  const ports = {
    http: { send: () => Promise.reject(new Error(`no answer from ${shown}: refused; ${address}`)) },
    clock: createFakeClock(),
    log: { warn: (line: string) => void warned.push(line) },
    signal: AbortSignal.abort(),
  };
  await tellWebhook(ports, { url: address, secret: undefined }, { key: 'k', fields: { text: 'x' } });
  expect(warned).toEqual(['the webhook was not told: no answer from ***: refused; ***']);
});

async function tell(text: string, routes: readonly HttpRoute[], secret?: string, aborted = false) {
  const http = createFakeHttp(routes);
  const warned: string[] = [];
  const cancel = new AbortController();
  if (aborted) cancel.abort();
  const ports = {
    http,
    clock: createFakeClock(),
    log: { warn: (line: string) => void warned.push(line) },
    signal: cancel.signal,
  };
  await tellWebhook(ports, { url, secret }, { key: 'k/1', fields: { text, state: 'failed' } });
  const bodies = http.requests.map(({ body }) => JSON.parse(String(body)) as Record<string, string>);
  return { requests: http.requests, bodies, warned };
}

describe('a webhook', () => {
  it('gets the fields and the key, and is sent to no other host', async () => {
    const { requests, bodies, warned } = await tell('hello', [{ url, status: 204 }]);
    expect(bodies).toEqual([{ text: 'hello', state: 'failed', key: 'k/1' }]);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      redirect: 'manual',
      headers: { 'idempotency-key': 'k/1' },
    });
    expect(requests[0]?.headers).not.toHaveProperty('x-fairlead-signature-256');
    expect(warned).toEqual([]);
  });

  it.each([
    ['500 and 429 are tried again', [500, 429, 200], 3, []],
    [
      'a third 503 is the last',
      [503, 503, 503, 200],
      3,
      ['the webhook was not told: it answered with status 503'],
    ],
    ['what is refused is not', [404, 200], 1, ['the webhook was not told: it answered with status 404']],
    ['a redirect is no answer', [302], 1, ['the webhook was not told: it answered with status 302']],
    ['299 is one', [299], 1, []],
  ])('%s', async (_, answers, asked, said) => {
    const routes = answers.map((status) => ({ url, status, times: 1 }));
    const { requests, warned } = await tell('x', routes);
    expect(requests).toHaveLength(asked);
    expect(new Set(requests.map(({ headers }) => headers?.['idempotency-key'])).size).toBe(1);
    expect(warned).toEqual(said);
  });

  it('is not tried again in a run that was cancelled', async () => {
    const { requests } = await tell('x', [{ url, status: 500 }], undefined, true);
    expect(requests).toHaveLength(1);
  });

  it('has its address in no warning', async () => {
    const { requests, warned } = await tell('x', [{ url, fails: 'ECONNREFUSED' }]);
    expect(requests).toHaveLength(3);
    expect(warned).toEqual(['the webhook was not told: no answer from ***: ECONNREFUSED']);
  });

  it('can see that the message is ours', async () => {
    const { requests } = await tell('x', [{ url }], 'k');
    const sum = createHmac('sha256', 'k').update(String(requests[0]?.body)).digest('hex');
    expect(requests[0]?.headers?.['x-fairlead-signature-256']).toBe(`sha256=${sum}`);
  });

  it('calls no channel, whatever a stranger has written, and keeps images as they are', async () => {
    const { bodies } = await tell('<!channel> @here @All r/orders@sha256:ab 3 < 5 by @octocat', [{ url }]);
    expect(bodies[0]?.text).toBe('‹!channel> @\u200bhere @\u200bAll r/orders@sha256:ab 3 < 5 by @octocat');
  });
});
