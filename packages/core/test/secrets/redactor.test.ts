import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, markdownTable, markdownText, Redactor } from '../../src/index.ts';

const redacted = (secret: string, text: string): string => {
  const redactor = new Redactor();
  redactor.add(secret);
  return redactor.redact(text);
};

describe('SEC-05: a secret is hidden', () => {
  test('as it is, wherever it stands', () => {
    expect(redacted('s3cret', 'a s3cret and s3cret')).toBe('a *** and ***');
  });

  test('line by line, when it has several', () => {
    const key = '-----BEGIN KEY-----\nAAAA1111\nBBBB2222\n-----END KEY-----\n';
    expect(redacted(key, 'the key has AAAA1111 and BBBB2222')).toBe('the key has *** and ***');
    expect(redacted(key, key)).not.toMatch(/AAAA|BBBB/);
    expect(redacted(key, JSON.stringify({ key }))).not.toMatch(/AAAA|BBBB/);
  });

  test('but short lines of a longer secret hide nothing', () => {
    expect(redacted('{\n"password": "hunter2"\n}', 'a { b }')).toBe('a { b }');
  });

  test('also where a text was cut in the middle of it', () => {
    expect(redacted('correct horse battery', 'the correct horse b… (900 more characters) x')).toBe(
      'the ***… (900 more characters) x',
    );
    expect(redacted('correct horse battery', 'corr… (900 more characters)')).toBe(
      '***… (900 more characters)',
    );
    expect(redacted('hunter22', 'not a hun… (900 more characters)')).toBe('not a hun… (900 more characters)');
  });

  test('in URL form, both spellings of a space', () => {
    expect(redacted('p@ss w/rd', 'u=p%40ss%20w%2Frd')).toBe('u=***');
    expect(redacted('p@ss w/rd', 'q=p%40ss+w%2Frd')).toBe('q=***');
  });

  test.each([
    ['HTML', escapeHtml],
    ['Markdown', markdownText],
    ['a table', (text: string) => markdownTable(['x'], [[markdownText(text)]])],
    ['a table of plain cells', (text: string) => markdownTable(['x'], [[text]])],
  ])('as %s shows it', (_, render) => {
    const secret = `p<ss&wo"rd*[x]|'y_`;
    expect(redacted(secret, render(secret))).not.toContain('wo');
  });

  test('with the rest of the query, where the secret is the beginning of an address', () => {
    const redactor = new Redactor();
    redactor.add('https://u:one@host/x?token=one');
    const shown = redactor.redact('"https://u:one@host/x?token=one&page=two#k=three" is no flag');
    expect(shown).toBe('"***&page=***#k=***" is no flag');
    expect(redactor.redact('*** and nothing else; *** too')).toBe('*** and nothing else; *** too');
  });

  test('longest first, so that no rest of a longer secret stays', () => {
    const redactor = new Redactor();
    redactor.add('abcd');
    redactor.add('abcdefgh');
    expect(redactor.redact('abcdefgh abcd')).toBe('*** ***');
  });

  test('blank secrets hide nothing', () => {
    expect(redacted(' \n ', 'a b\nc')).toBe('a b\nc');
  });

  test('inside a larger base64 text, at every offset, in both alphabets', () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 9 });
    const secret = fc.string({ unit: 'grapheme', minLength: 9, maxLength: 60 });
    const usable = secret.filter((value) => value.trim().length >= 9 && value.trim() === value);
    fc.assert(
      fc.property(usable, text, text, (value, before, after) => {
        const bytes = Buffer.from(before + value + after);
        for (const alphabet of ['base64', 'base64url'] as const) {
          const shown = redacted(value, bytes.toString(alphabet));
          const rest = Buffer.from(shown.replaceAll('***', ''), alphabet).toString();
          expect(shown).toContain('***');
          expect(rest).not.toContain(value);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('in every form that we know, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4 }).filter((value) => value.trim() === value),
        (value) => {
          for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
            expect(redacted(value, `x${form}y`)).toBe('x***y');
        },
      ),
      { numRuns: 500 },
    );
  });
});
