import { emptyConfigSection, parseInputs } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { checks } from '../src/checks.ts';
import type { DeployContext, DeployInputs } from '../src/context.ts';
import { smokeInputs } from '../src/smoke/smoke-inputs.ts';

const parse = (urls: string, timeout?: string) =>
  parseInputs(
    smokeInputs('Smoke test'),
    (name) => (name === 'smoke-urls' ? urls : timeout),
    emptyConfigSection,
  );

describe('QG-14 the addresses', () => {
  it('are a list of http and https', () => {
    const urls =
      'https://a.example.com/healthz?key=v&to=b@c\n# comment\nhttp://127.0.0.1:8080, HTTPS://b/@scope/x';
    const { values, problems } = parse(urls);
    expect(problems).toEqual([]);
    expect(values.smokeUrls).toEqual([
      'https://a.example.com/healthz?key=v&to=b@c',
      'http://127.0.0.1:8080',
      'HTTPS://b/@scope/x',
    ]);
    expect(values.smokeTimeout).toBe(30_000);
    expect(parse('https://a', '2m').values.smokeTimeout).toBe(120_000);
  });

  it.each([
    ['# all of them went', 'is an empty list'],
    ['orders.example.com/healthz', 'is not an http or https address'],
    ['ftp://orders.example.com', 'is not an http or https address'],
    ['https:///healthz', 'is not an http or https address'],
    ['https://', 'is not an http or https address'],
    ['https://a b', 'is not an http or https address'],
    ['http://a:99999/', 'is not an http or https address'],
    ['https://ann@a.example.com/', 'has a user or a password'],
    ['https://ann:hunter2@a.example.com/', 'has a user or a password'],
    [Array.from({ length: 21 }, (_, at) => `https://a${at}`).join('\n'), 'has 21 addresses'],
  ])('%s: %s', (urls, problem) => {
    const { problems, values } = parse(urls);
    expect(problems).toMatchObject([{ input: 'smoke-urls', problem }]);
    expect(values.smokeUrls).toBeUndefined();
  });

  it('are told all at once, each with its own problem', () => {
    const [{ problem } = { problem: '' }] = parse('https://a\nb\nhttps://u@c').problems;
    expect(problem).toBe('"b" is not an http or https address, "https://u@c" has a user or a password');
  });

  it('twenty are taken', () => {
    const urls = Array.from({ length: 20 }, (_, at) => `https://a${at}`).join('\n');
    expect(parse(urls).values.smokeUrls).toHaveLength(20);
  });
});

describe('QG-14 the time of the smoke test', () => {
  it.each(['999ms', '30', 'soon'])('is not %s', (timeout) => {
    expect(parse('https://a', timeout).problems).toMatchObject([{ input: 'smoke-timeout' }]);
  });

  it.each([
    [['https://a'], 30_000, 60_000, []],
    [
      ['https://a'],
      30_001,
      60_000,
      ['smoke-timeout leaves too little of timeout for the rollout, from which it is kept'],
    ],
    [undefined, 30_000, 10_000, []],
  ])('for %o: %i ms of a timeout of %i ms', async (smokeUrls, smokeTimeout, timeout, found) => {
    const check = checks.find(({ name }) => name === 'checkSmokeTime');
    const problems = await check?.({ smokeUrls, smokeTimeout, timeout } as DeployInputs, {} as DeployContext);
    expect(problems?.map(({ input, problem }) => `${input} ${problem}`)).toEqual(found);
  });
});
