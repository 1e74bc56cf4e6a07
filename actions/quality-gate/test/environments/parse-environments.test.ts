import { describeProblem } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/environments/kinds.ts';
import { parseEnvironments } from '../../src/environments/parse-environments.ts';

const GOOD = `keys: { base_url: url, db_host: text, timeout: number, verbose: flag }
environments:
  test:    { base_url: "http://127.0.0.1:8080", db_host: localhost, timeout: 5000, verbose: false }
  staging: { base_url: "https://staging.example.com", db_host: db.staging, timeout: 10000, verbose: true }
`;

/** The problems of a file in words. */
function problemsOf(text: string): readonly string[] {
  return parseEnvironments(text, 'env.yml').problems.map(describeProblem);
}

/** The problems of one value of a kind. */
function problemsOfValue(kind: string, value: string): readonly string[] {
  return problemsOf(`keys:\n  k: ${kind}\nenvironments:\n  test:\n    k: ${value}\n`);
}

describe('QG-13 a file of environments', () => {
  it('gives each environment its values as they are written', () => {
    const { environments, problems } = parseEnvironments(GOOD, 'env.yml');
    expect(problems).toEqual([]);
    expect([...environments].map(([name, values]) => [name, Object.fromEntries(values)])).toEqual([
      [
        'test',
        { base_url: 'http://127.0.0.1:8080', db_host: 'localhost', timeout: '5000', verbose: 'false' },
      ],
      [
        'staging',
        { base_url: 'https://staging.example.com', db_host: 'db.staging', timeout: '10000', verbose: 'true' },
      ],
    ]);
  });

  it('refuses a time-out that is text, with path and line', () => {
    expect(problemsOf(GOOD.replace('timeout: 5000', 'timeout: "5s"'))).toEqual([
      'environments.test.timeout "5s": is no number (allowed: a number in digits, such as 5000 or 0.5) [env.yml:3:78]',
    ]);
  });

  it('tells all problems of all environments at once', () => {
    const bad = `keys:
  base_url: adress
  db_host: text
  timeout: numbr
  Port: number
environments:
  test: { db_hots: a, timeout: 1, base_url: x, Port: 1 }
  stage 2: { db_host: 5, timeout: 1, base_url: x, Port: 1 }
enviroments: {}
`;
    expect(problemsOf(bad)).toEqual([
      'enviroments: is not a known key; did you mean environments? (allowed: keys, environments) [env.yml:9:1]',
      'keys.Port: is no name of a key (allowed: a small letter, then small letters, digits and _, such as base_url) [env.yml:5:3]',
      'keys.base_url "adress": is no kind (allowed: text, number, flag, url) [env.yml:2:13]',
      'keys.timeout "numbr": is no kind; did you mean number? (allowed: text, number, flag, url) [env.yml:4:12]',
      'environments.test.db_hots: is not a known key; did you mean db_host? (allowed: the keys above: base_url, db_host, timeout, Port) [env.yml:7:11]',
      'environments.test.db_host: is missing [env.yml:7:3]',
      'environments.stage 2: is no name of an environment (allowed: a letter, then letters, digits, _ and -, such as staging) [env.yml:8:3]',
      'environments.stage 2.db_host "5": is no text (allowed: text, in quotes where it could be a number, a flag or nothing) [env.yml:8:23]',
    ]);
  });

  it.each([
    ['', 'env.yml:1:1: is no map (allowed: keys and environments)'],
    ['- a\n', 'env.yml:1:1: is no map (allowed: keys and environments)'],
    ['a: [\n', 'env.yml:2:1: '],
    ['a: 1\na: 2\n', 'env.yml:2:1: Map keys must be unique'],
    ['a: 1\n---\nb: 1\n', 'has more than one document'],
    [`a: ${'['.repeat(20_000)}`, 'is nested too deep'],
    [
      'keys: {}\n',
      'keys: is empty (allowed: keys and their kinds, of text, number, flag, url) [env.yml:1:7]',
    ],
    ['keys: { a: text }\n', 'environments: is missing [env.yml:1:1]'],
    [
      'keys: { a: text }\nenvironments: [x]\n',
      'environments: is no map (allowed: environments by name) [env.yml:2:15]',
    ],
    ['keys: { a: text }\nenvironments: { test: }\n', 'environments.test: is no map'],
    ['keys: &k { a: text }\nenvironments: { test: *k }\n', 'environments.test: is an alias'],
    [
      'keys: { a: text, b: &x text }\nenvironments: { test: { a: *x, b: c } }\n',
      'environments.test.a: is an alias',
    ],
    [`x: ${'x'.repeat(300_000)}`, 'is larger than 262.1 kB'],
  ])('refuses what it cannot read: %.30s', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it('reads no more keys than anybody sets', () => {
    const keys = Array.from({ length: 201 }, (_, index) => `  a${index}: text\n`).join('');
    expect(problemsOf(`keys:\n${keys}environments: { test: { x: 1 } }\n`)).toEqual([
      'keys: has 201 keys, at most 200 are read [env.yml:2:3]',
    ]);
  });

  it.each([
    ['text', '"5000"'],
    ['text', 'a b'],
    ['text', '""'],
    ['number', '-0.50'],
    ['number', '0'],
    ['flag', 'true'],
    ['flag', 'False'],
    ['url', 'postgres://tester@localhost:5432/orders'],
  ])('takes as %s: %s', (kind, value) => expect(problemsOfValue(kind, value)).toEqual([]));

  it.each([
    ['text', '1.10'],
    ['text', 'true'],
    ['text', ''],
    ['text', '~'],
    ['text', '"a\\0b"'],
    ['text', '[a]'],
    ['number', '"5000"'],
    ['number', '5s'],
    ['number', '1e3'],
    ['number', '0x10'],
    ['number', '007'],
    ['number', '.inf'],
    ['flag', '"true"'],
    ['flag', 'yes'],
    ['flag', '1'],
    ['url', 'localhost:8080'],
    ['url', 'http://'],
    ['url', '"http://a b"'],
    ['url', 'https://tester:geheim@example.com'],
  ])('does not take as %s: %s', (kind, value) => expect(problemsOfValue(kind, value)).toHaveLength(1));

  it('never tells a password that it finds in an address', () => {
    const [problem] = problemsOfValue('url', 'postgres://tester:geheim@example.com/db');
    expect(problem).toContain('environments.test.k: has a password in it');
    expect(problem).not.toContain('geheim');
  });

  it.each([
    ...['path', 'home', 'goflags', 'go_test', 'cgo_enabled', 'cc', 'ld_preload', 'dyld_insert_libraries'],
    ...['github_token', 'runner_temp', 'actions_cache_url', 'input_checks', 'state_x', 'fairlead_x', 'ci'],
    ...[
      'cpath',
      'c_include_path',
      'tsan_options',
      'netrc',
      'node_options',
      'git_dir',
      'bash_env',
      'env',
      'ifs',
      'https_proxy',
      'tmpdir',
      'tz',
      'lc_all',
      'pwd',
    ],
  ])('sets nothing that others read: %s', (key) => {
    const variable = key.toUpperCase();
    expect(problemsOf(`keys: { ${key}: text }\nenvironments: { test: { ${key}: x } }\n`)).toEqual([
      expect.stringMatching(
        new RegExp(`^keys\\.${key}: would set ${variable}, which is for .+ \\[env\\.yml:1:9\\]$`),
      ),
    ]);
  });

  it.each(['google_project', 'path_prefix', 'homepage', 'environment', 'city', 'gateway_url'])(
    'sets what nobody else reads: %s',
    (key) => {
      expect(problemsOf(`keys: { ${key}: text }\nenvironments: { test: { ${key}: x } }\n`)).toEqual([]);
    },
  );

  it('has kinds that differ in their names', () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
  });
});
