import { describe, expect, it } from 'vitest';
import { hideFinds } from '../../src/conditions/secrets/hide-finds.ts';
import { acceptsOn } from '../../src/conditions/secrets/ignores.ts';
import { secretRules } from '../../src/conditions/secrets/registry.ts';
import { type Find, scanText } from '../../src/conditions/secrets/scan-text.ts';
import { entropyOf, isPlaceholder } from '../../src/conditions/secrets/words.ts';
import { jwtOf, PEM } from './made-up.ts';

const NOW = Date.UTC(2026, 10, 27);
const scan = (text: string): readonly Find[] =>
  scanText({ path: 'a/a.go', text, binary: false }, secretRules, { now: NOW, most: 100 }).finds;
const names = (text: string): readonly string[] => scan(text).map(({ rule }) => rule.name);

describe('what looks random enough', () => {
  /** Eight characters as often as each other: 3 bits for each. */
  const even = (length: number): string => 'q7Zm2Kp9'.repeat(length / 8);
  /** One of them is more frequent: fewer bits. */
  const uneven = (length: number): string => `${'q7Zm2K'.repeat((length - 4) / 6)}pppp`;
  const hook = `https://hooks.slack.com/${'services'}/T2AB3CD4EF/B2AB3CD4EF5`;
  const team = '482913750264';

  it.each([
    ['stripe-key', (end: string) => `sk_${'live'}_${end}`, 16],
    ['slack-token', (end: string) => `xoxb-${team}-${end}`, 40],
    ['slack-webhook', (end: string) => `${hook}/${end}`, 40],
    ['gitlab-token', (end: string) => `glpat-${end}`, 40],
  ] as const)(
    'is a %s with 3 bits for each character of its end, and none with fewer',
    (name, write, length) => {
      expect(names(write(even(length)))).toEqual([name]);
      expect(names(write(uneven(length)))).toEqual([]);
    },
  );

  it.each([
    ['google-oauth-secret', `GOCSPX-${'9'}pWvWwzkmxxmkzwtvbppbvtwzkmx`],
    ['google-api-key', `AIza${'9'}mWzWfztmbxpkvwwvkpxbmtzffztmbxpkvw`],
  ])('is a %s by all characters behind its beginning', (name, text) => {
    expect(names(text)).toEqual([name]);
    // without the character that only stands there once it is not random enough, whatever its beginning has
    expect(names(text.replace('9', 'x'))).toEqual([]);
  });

  it('is measured in bits for each character', () => {
    expect([entropyOf(''), entropyOf('aaaa'), entropyOf('aabb'), entropyOf('abcd')]).toEqual([0, 0, 1, 2]);
  });
});

describe('what stands for a value and is none', () => {
  it.each([
    ['your-key-goes-here', true],
    ['a${TOKEN}b', true],
    ['Q9abcdefZ2', true],
    ['Q9abcdeZ2', false],
    ['Q9123456Z2', true],
    ['Q912345Z2', false],
    ['Q9mmmmmmZ2', true],
    ['Q9mmmmmZ2', false],
    ['abcdef', true],
    ['fedcba', false],
  ])('%s: %s', (value, expected) => {
    expect(isPlaceholder(value)).toBe(expected);
  });
});

/** A block with a body of these bytes, filled up to a length with bytes in which nothing can be read. */
function block(kind: string, start: readonly number[], length: number, headers = ''): string {
  const rest = Buffer.alloc(length - start.length, 0xa7);
  const body = Buffer.concat([Buffer.from(start), rest]).toString('base64');
  return `-----BEGIN ${kind}-----\n${headers}${body}\n-----END ${kind}-----\n`;
}
const KEY = `EC ${'PRIVATE'} KEY`;
const PGP = `PGP ${'PRIVATE'} KEY BLOCK`;
const ENCRYPTED = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n\n';

describe('the body of a key', () => {
  it.each<[string, boolean, string]>([
    ['whose length is in its second byte', true, block(KEY, [0x30, 70], 72)],
    ['whose length takes a byte', true, block(KEY, [0x30, 0x81, 150], 153)],
    ['whose length takes four bytes', true, block(KEY, [0x30, 0x84, 0, 0, 0, 150], 156)],
    ['whose length takes five bytes', false, block(KEY, [0x30, 0x85, 0, 0, 0, 0, 149], 156)],
    ['whose length is no number', false, block(KEY, [0x30, 0xff], 150)],
    ['with eight bytes behind its end', true, block(KEY, [0x30, 0x81, 142], 153)],
    ['with nine bytes behind its end', false, block(KEY, [0x30, 0x81, 141], 153)],
    ['that ends too early', false, block(KEY, [0x30, 0x81, 151], 153)],
    ['that is no sequence', false, block(KEY, [0x31, 70], 72)],
    ['of 48 bytes', true, block(KEY, [0x30, 46], 48)],
    ['of 47 bytes', false, block(KEY, [0x30, 45], 47)],
    ['that is encrypted, in whole blocks', true, block(KEY, [], 64, ENCRYPTED)],
    ['that is encrypted, and not in whole blocks', false, block(KEY, [], 63, ENCRYPTED)],
    ['of OpenPGP with 48 bytes', true, block(PGP, [0x95], 48)],
    ['of OpenPGP with 47 bytes', false, block(PGP, [0x95], 47)],
  ])('%s: %s', (_, expected, text) => {
    expect(names(text)).toHaveLength(expected ? 1 : 0);
  });

  it('may have letters in order: what proves itself is no sample of a document', () => {
    for (const text of [
      block(KEY, [0x30, 70, 0, 0, 0, 0, 0, 0], 72),
      block(PGP, [0x95, 0, 0, 0, 0, 0, 0], 72),
    ])
      expect(names(text)).toHaveLength(1);
  });
});

describe('a JSON Web Token', () => {
  it.each<[string, boolean, object, unknown]>([
    ['ends now', false, { exp: NOW / 1000 }, 'HS256'],
    ['ends in a second', true, { exp: NOW / 1000 + 1 }, 'HS256'],
    ['ends at no time that can be read', true, { exp: 'soon' }, 'HS256'],
    ['has no signature', false, { sub: 'a' }, 'None'],
    ['has no word for its signature', false, { sub: 'a' }, 5],
    ['has letters that repeat, and is none for a document', true, { sub: 'U'.repeat(12) }, 'HS256'],
  ])('that %s: %s', (_, expected, claims, alg) => {
    expect(names(jwtOf(claims, alg as string))).toEqual(expected ? ['jwt'] : []);
  });
});

describe('neighbours', () => {
  it('without a character between them are all found', () => {
    const pem = PEM.trim();
    expect(names(`${pem}${pem}`)).toEqual(['private-key', 'private-key']);
    const azure = `AccountKey=${'q7Zm2Kp9'.repeat(11).slice(0, 86)}==`;
    expect(names(`${azure}${pem}${azure}`)).toEqual([
      'azure-storage-key',
      'private-key',
      'azure-storage-key',
    ]);
  });

  it('have their lines from the first character of the text on', () => {
    expect(scan(`\n${PEM}`)[0]?.lines).toEqual({ first: 2, last: 6 });
    expect(scan(PEM)[0]?.lines).toEqual({ first: 1, last: 5 });
  });

  it('are told once where their values overlap', () => {
    const value = 'q7Zm2Kp9xB4tR8wL1sNc';
    expect(names(`stripeToken := "sk_${'live'}_${value}"`)).toEqual(['stripe-key']);
    expect(names(`apiToken := "${value}q7"`)).toEqual(['assignment']);
    expect(names(`apiToken := "${value}q7'`)).toEqual([]);
  });
});

describe('what is hidden from other checks', () => {
  const hidden = (lengths: readonly number[]): readonly number[] => {
    const told: number[] = [];
    const finds = lengths.map((length, index) => ({ secret: String(index).repeat(length) }) as Find);
    hideFinds({ hide: (text) => void told.push(text.length) }, finds);
    return told;
  };

  it('is each value once, up to 20,000 characters of them', () => {
    expect(hidden([30, 40])).toEqual([30, 40]);
    expect(hidden([10_000, 10_000])).toEqual([10_000, 10_000]);
    expect(hidden([10_000, 10_001, 5])).toEqual([10_000]);
    const twice: string[] = [];
    hideFinds({ hide: (text) => void twice.push(text) }, [{ secret: 'a' }, { secret: 'a' }] as Find[]);
    expect(twice).toEqual(['a']);
  });
});

describe('a whole file', () => {
  const ignore = { reason: 'r', expires: '2027-01-31', path: undefined, fingerprint: undefined };
  const print = 'f0123456789abcdef';

  it.each([
    ['by its path', { ...ignore, path: 'docs/**' }, true, true],
    [
      'by its path, until a day that is over',
      { ...ignore, path: 'docs/**', expires: '2026-11-26' },
      false,
      false,
    ],
    ['not by the path of one find', { ...ignore, path: 'docs/**', fingerprint: print }, false, true],
    ['not by a find', { ...ignore, fingerprint: print }, false, true],
    ['not by another path', { ...ignore, path: 'doc/**' }, false, false],
  ])('is accepted %s', (_, entry, whole, find) => {
    const other = { ...ignore, path: 'other/**' };
    const accepts = acceptsOn([other, entry], '2026-11-27');
    expect(accepts.file('docs/a.md')).toBe(whole);
    expect(accepts.find({ way: 'docs/a.md', fingerprint: print })).toBe(find);
  });
});
