import { describe, expect, it } from 'vitest';
import { secretRules } from '../../src/conditions/secrets/registry.ts';
import { scanText } from '../../src/conditions/secrets/scan-text.ts';
import { GITHUB_TOKEN, jwtOf, PEM, SAMPLES } from './made-up.ts';

const NOW = Date.UTC(2026, 10, 27);

/** Names of the rules that find something, with what they take for the secret. */
function find(text: string, { path = 'a/a.go', binary = false, most = 100 } = {}) {
  return scanText({ path, text, binary }, secretRules, { now: NOW, most }).finds;
}
const names = (text: string, path?: string): readonly string[] =>
  find(text, path === undefined ? {} : { path }).map(({ rule }) => rule.name);

describe('every rule (QG-18)', () => {
  it('has samples, and every sample is of a rule', () => {
    expect(SAMPLES.map(({ rule }) => rule)).toEqual(secretRules.map(({ name }) => name));
  });

  it.each(secretRules.map((rule) => [rule.name, rule] as const))('%s says what it is', (name, rule) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.what).toMatch(/^(an?|the) .*[^.]$/);
    expect(rule.evidence).toMatch(/\S/);
    expect(rule.pattern.flags).toContain('g');
    // bounded: the time is linear in the text
    expect(rule.pattern.source.replaceAll(/\\.|\[[^\]]*\]/g, '')).not.toMatch(/[+*]|\{\d+,\}/);
  });
});

describe.each(SAMPLES.map((sample) => [sample.rule, sample] as const))(
  '%s',
  (rule, { texts, nearMisses }) => {
    it.each(texts.map((text, index) => [index, text] as const))('is found: %i', (_, text) => {
      expect(names(`first line\n${text}\n`)).toEqual([rule]);
    });

    it.each(nearMisses.map((text, index) => [index, text] as const))(
      'is not what only looks like it: %i',
      (_, text) => {
        expect(names(`first line\n${text}\n`)).toEqual([]);
      },
    );

    it('is shown by its published beginning alone', () => {
      for (const text of texts)
        for (const { rule: own, secret } of find(text)) {
          const start = own.shown?.exec(secret)?.[0] ?? '';
          expect(start.length).toBeLessThanOrEqual(11);
          expect(secret.length - start.length).toBeGreaterThanOrEqual(16);
        }
    });
  },
);

describe('what is found', () => {
  it('has its lines, in the order of the text', () => {
    const found = find(`a\n${PEM}b\n\n${GITHUB_TOKEN}\nx ${jwtOf({ sub: 'a' })}`);
    expect(found.map(({ rule, lines }) => [rule.name, lines?.first, lines?.last])).toEqual([
      ['private-key', 2, 6],
      ['github-token', 9, 9],
      ['jwt', 10, 10],
    ]);
  });

  it('is told once where two rules find it, by the surer one', () => {
    expect(names(`githubToken := "${GITHUB_TOKEN}"`)).toEqual(['github-token']);
  });

  it('is no more than is asked for, and that there is more is said', () => {
    const scan = (count: number) =>
      scanText({ path: 'a.go', text: `${GITHUB_TOKEN}\n`.repeat(count), binary: false }, secretRules, {
        now: NOW,
        most: 7,
      });
    expect(scan(7)).toMatchObject({ finds: { length: 7 }, cut: false });
    expect(scan(8)).toMatchObject({ finds: { length: 7 }, cut: true });
  });

  it('is not kept out by advice, nor by what does not count', () => {
    const advice = `"${jwtOf({ sub: 'a' })}"\n`;
    const found = find(`${advice.repeat(30)}${GITHUB_TOKEN}\n`, { most: 2 });
    expect(found.map(({ rule }) => rule.name)).toEqual(['jwt', 'jwt', 'github-token']);
    const text = `${GITHUB_TOKEN}\n`.repeat(30);
    const last = scanText({ path: 'a.go', text, binary: false }, secretRules, {
      now: NOW,
      most: 2,
      counts: (lines) => lines?.first === 30,
    });
    expect(last).toMatchObject({ finds: [{ lines: { first: 30 } }], cut: false });
  });

  it.each(['a/a_test.go', 'testdata/key.pem', 'pkg/testdata/x/y.txt'])(
    'counts less in %s where it is made for tests, and the same where it is not',
    (path) => {
      const [key, token, ...rest] = find(`${PEM}\n${GITHUB_TOKEN}\n${jwtOf({ sub: 'a' })}`, { path });
      expect(rest).toEqual([]);
      expect([key?.rule.name, key?.weight]).toEqual(['private-key', 'note']);
      expect([token?.rule.name, token?.weight]).toEqual(['github-token', 'error']);
    },
  );

  it.each(['testdata.go', 'mytestdata/a.go', 'a/latest.go'])('counts as ever in %s', (path) => {
    expect(find(PEM, { path })[0]?.weight).toBe('error');
  });

  it('has no line in a file that is no text, and advice is not looked for there', () => {
    const found = find(`\0\0${GITHUB_TOKEN}\0${jwtOf({ sub: 'a' })}`, { path: 'a.bin', binary: true });
    expect(found.map(({ rule, lines }) => [rule.name, lines])).toEqual([['github-token', undefined]]);
  });

  it('may stand without quotes in files of settings, and advice is not looked for in code of others', () => {
    const assigned = SAMPLES.find(({ rule }) => rule === 'assignment')?.texts[0]?.split('"')[1] ?? '';
    for (const path of ['.env', 'deploy/.env.production', 'a.yaml', 'a.properties'])
      expect(names(`DB_PASSWORD=${assigned}\n`, path)).toEqual(['assignment']);
    expect(names(`DB_PASSWORD=${assigned}\n`, 'a.go')).toEqual([]);
    for (const path of ['vendor/x/a.go', 'package-lock.json', 'web/node_modules/a.js'])
      expect(names(`token: "${assigned}"\n`, path)).toEqual([]);
  });
});

describe('the time', () => {
  it.each([
    ['a', 'a'],
    ['the beginning of a token', 'eyJ'],
    ['tokens without an end', 'eyJa.'],
    ['names without a value', 'token'],
    ['assignments without an end', 'secret="'],
    ['heads of keys', `-----BEGIN ${'PRIVATE'} KEY-----`],
    ['ids', 'AKIA'],
    ['dashes', '-'],
    ['prefixes of OpenAI', 'sk-aaaaT3BlbkFJ'],
    ['blanks behind a name', `secret${' '.repeat(40)}`],
  ])('is linear in a text of %s', (_, word) => {
    const seconds = (length: number): number => {
      const text = word.repeat(Math.ceil(length / word.length));
      const began = performance.now();
      find(text, { path: 'a.yaml' });
      return (performance.now() - began) / 1000;
    };
    seconds(50_000);
    // a quadratic one takes 400 times as long as for the short text, which is more than this by far
    expect(seconds(1_000_000)).toBeLessThan(10);
  });
});
