import { type HttpResponse, markdownCode } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { plannedSmoke, smokeTable } from '../src/publish/smoke.ts';
import { describeAnswer, readAnswer, readSilence } from '../src/smoke/answer.ts';
import { excerptOf } from '../src/smoke/excerpt.ts';

const URL_ASKED = 'https://orders.example.com/healthz';

function response(status: number, text = '', headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const body = new TextEncoder().encode(text);
  return { status, headers, body, text: () => text, json: () => JSON.parse(text) as unknown };
}

const read = (answer: HttpResponse, url = URL_ASKED) => readAnswer(url, answer, (text) => text);

describe('QG-14 an answer', () => {
  it.each([
    [199, false],
    [200, true],
    [204, true],
    [299, true],
    [300, false],
    [304, false],
    [404, false],
    [503, false],
  ])('of status %i: well is %s', (status, well) => {
    expect(read(response(status)).well).toBe(well);
    expect(describeAnswer(read(response(status)))).toBe(`${URL_ASKED} answered ${status}`);
  });

  it('is told in one line, with the start of what it says', () => {
    expect(describeAnswer(read(response(503, 'upstream connect error\n')))).toBe(
      `${URL_ASKED} answered 503: upstream connect error`,
    );
  });

  it.each([
    ['/login?next=%2F&token=abc', 'https://orders.example.com/login?next=***&token=***'],
    ['https://sso.example.com/', 'https://sso.example.com/'],
    ['http://[', '"http://["'],
  ])('that leads on to %s is not well and says where', (location, shown) => {
    const answer = read(response(302, 'moved', { location }));
    expect(answer.well).toBe(false);
    expect(describeAnswer(answer)).toBe(
      `${URL_ASKED} answered 302: a redirect to ${shown}, which is not followed`,
    );
  });

  it('shows no value of a query', () => {
    const url = 'https://orders.example.com/ready?key=hunter2';
    for (const answer of [read(response(500), url), readSilence(url, 'no answer')])
      expect(answer.address).toBe('https://orders.example.com/ready?key=***');
  });

  it('that did not come is told by its reason alone', () => {
    const reason = `no answer from ${URL_ASKED}: the connection was refused (ECONNREFUSED)`;
    expect(describeAnswer(readSilence(URL_ASKED, reason))).toBe(reason);
  });

  it('has its secrets hidden before it is cut', () => {
    const text = `${'x'.repeat(295)} hunter2`;
    const answer = readAnswer(URL_ASKED, response(500, text), (said) => said.replace('hunter2', '***'));
    expect(answer.said).toMatch(/x \*\*\*$/);
  });
});

describe('QG-14 an excerpt', () => {
  it('is one line without control characters', () => {
    const text = 'a\r\n\u001b[31mred\u0000\u202e\tb\u2028c\n::error::d';
    expect(excerptOf(text, 'text/plain')).toBe('a [31mred b c ::error::d');
  });

  it('is bounded and says how much is left out', () => {
    const line = excerptOf('word '.repeat(13_000), 'text/plain');
    expect(line).toMatch(/^(word ){59}word ?… \(\d+ more characters\)$/);
  });

  it('of HTML is its text', () => {
    const page = '<html><head><title>503 Service Unavailable</title></head><body><hr>nginx</body></html>';
    expect(excerptOf(page, 'text/html; charset=utf-8')).toBe('503 Service Unavailable nginx');
    expect(excerptOf('a < b', 'text/html')).toBe('a < b');
    expect(excerptOf('<a>', 'text/plain')).toBe('<a>');
  });
});

describe('QG-14 what is shown', () => {
  it('is safe in Markdown', () => {
    const table = smokeTable([read(response(503, '| *a* <b> `c`'))]);
    expect(table).toContain('| **answered 503** | \\| \\*a\\* &lt;b> \\`c\\` |');
  });

  it('names those that did not answer, and those that did', () => {
    const table = smokeTable([read(response(200, 'ok')), readSilence(URL_ASKED, 'no answer from it')]);
    expect(table).toContain(`| \`${URL_ASKED}\` | answered 200 | ok |`);
    expect(table).toContain(`| \`${URL_ASKED}\` | **no answer** | no answer from it |`);
  });

  it('before a deploy says that nothing was asked', () => {
    const smokeUrls = [URL_ASKED, 'https://b.example.com/?key=hunter2'];
    expect(plannedSmoke({ smokeUrls, smokeTimeout: 30_000 })).toBe(
      `after the rollout ${URL_ASKED}, https://b.example.com/?key=*** would each have to answer well within 30.0 s; nothing was asked`,
    );
    expect(plannedSmoke({ smokeUrls: [URL_ASKED], smokeTimeout: 1000 }, markdownCode)).toMatch(
      /^after the rollout `https:\S+healthz` would /,
    );
    expect(plannedSmoke({ smokeUrls: undefined, smokeTimeout: 30_000 })).toBe('');
  });
});
