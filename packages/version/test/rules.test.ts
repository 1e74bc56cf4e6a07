import { createFakeGit } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { chooseVersion, compareVersionTags, parseVersionTag, readSource } from '../src/index.ts';
import type { SourceFacts } from '../src/read-source.ts';
import { gitSearch, readTag } from '../src/tag-rules.ts';
import { follows, type VersionTag } from '../src/version-tag.ts';

const [HEAD, OTHER] = ['a'.repeat(40), 'b'.repeat(40)];
const tagOf = (tag: string): VersionTag => {
  const parsed = parseVersionTag(tag);
  if (parsed === undefined) throw new Error(`${tag} names no version`);
  return parsed;
};

test.each([
  ['v1.2.3', '', 'v1.2.3', [1, 2, 3], []],
  ['services/api/v1.4', 'services/api', 'v1.4', [1, 4], []],
  ['1.2.3.4', '', '1.2.3.4', [1, 2, 3, 4], []],
  ['v1.2.3-rc.1+meta', '', 'v1.2.3-rc.1+meta', [1, 2, 3], ['rc', '1']],
])('the tag %s', (tag, prefix, version, numbers, candidate) => {
  expect(parseVersionTag(tag)).toEqual({ tag, prefix, version, numbers, candidate });
});

test.each(['v1', 'nightly', 'v1.2.3.4.5', 'v1.2.', 'api-v1.2.3', ''])('%j names no version', (tag) => {
  expect(parseVersionTag(tag)).toBeUndefined();
});

test.each([
  ['v1.2.1', 'v1.2'],
  ['v1.10.0', 'v1.9.9'],
  ['v1.2.3.1', 'v1.2.3'],
  ['v1.0.0', 'v1.0.0-rc.1'],
  ['v1.0.0-rc.1.1', 'v1.0.0-rc.1'],
  ['v1.0.0-rc.2', 'v1.0.0-rc.1.9'],
  ['v1.0.0-beta', 'v1.0.0-alpha'],
  ['v1.0.0', '1.0.0'],
  ['v1.0.0-rc.1', '1.0.0-rc.1'],
])('%s comes before %s', (first, second) => {
  expect(compareVersionTags(tagOf(first), tagOf(second))).toBeLessThan(0);
  expect(compareVersionTags(tagOf(second), tagOf(first))).toBeGreaterThan(0);
});

test('a missing number is nought: v1.2 and v1.2.0 are of one height, and their names decide', () => {
  expect(compareVersionTags(tagOf('v1.2.0'), tagOf('v1.2'))).toBeLessThan(0);
  expect(compareVersionTags(tagOf('v1.2'), tagOf('v1.2.0'))).toBeGreaterThan(0);
  expect(compareVersionTags(tagOf('v1.2.1'), tagOf('v1.2'))).toBeLessThan(0);
  expect(compareVersionTags(tagOf('v1.2'), tagOf('v1.2.1'))).toBeGreaterThan(0);
  expect(compareVersionTags(tagOf('w1/v1.2'), tagOf('w2/v1.2.1'))).toBeGreaterThan(0);
});

describe('a short tag that moves along', () => {
  test.each([
    ['v1.2', ['v1.2.7'], true],
    ['v1.2', ['v1.3.0', 'v1.2.0'], true],
    ['v1.2', ['v1.3.7'], false],
    ['v1.2', ['v2.2.7'], false],
    ['v1.2', ['v1.2'], false],
    ['v1.2', ['api/v1.2.7'], false],
    ['v1.2.3', ['v1.2.3.4'], false],
    ['v1.2-rc.1', ['v1.2.7'], false],
    ['v1.2', [], false],
  ])('%s beside %j: %s', (short, all, moves) => {
    expect(follows(tagOf(short), all.map(tagOf))).toBe(moves);
  });
});

describe('which tags count', () => {
  test.each([
    ['v1.2.3', '', {}, 'v1.2.3'],
    ['services/api/v1.2.3', 'services/api', {}, 'v1.2.3'],
    ['v1.2.3', 'services/api', {}, 'v1.2.3'],
    ['services/web/v1.2.3', 'services/api', {}, undefined],
    ['services/api/v1.2.3', '', {}, undefined],
    ['api-v1.2.3', '', { prefix: 'api-' }, 'v1.2.3'],
    ['v1.2.3', '', { prefix: 'api-' }, undefined],
    ['v1.2.3', '', { prefix: '' }, 'v1.2.3'],
    ['release-7', '', { pattern: 'release-*' }, 'release-7'],
    ['release-7', '', { pattern: '' }, undefined],
    ['v1.2.3', '', { pattern: 'release-*' }, undefined],
    ['release-7b', '', { pattern: 'release-?' }, undefined],
    ['a/release-7', '', { pattern: '*release-*' }, undefined],
    ['release 7', '', { pattern: 'release*' }, undefined],
    ['api/r7', 'api', { pattern: 'r?' }, 'r7'],
  ])('%s of the module %j by %j: %s', (tag, folder, rules, version) => {
    expect(readTag(tag, folder, rules)?.version).toBe(version);
  });

  test('a name by the pattern of a user counts by all numbers in it', () => {
    expect(readTag('release-2026-07', '', { pattern: 'release-*' })?.numbers).toEqual([2026, 7]);
    expect(readTag('stable', '', { pattern: 'stable' })?.numbers).toEqual([]);
  });

  test.each([
    [['v1.2.3'], '', {}, ['v[0-9]*.[0-9]*', '[0-9]*.[0-9]*']],
    [['v1.2.3'], 'api', {}, ['v[0-9]*.[0-9]*', '[0-9]*.[0-9]*']], // the module has none of its own
    [['api/v1.2.3'], 'api', {}, ['api/v[0-9]*.[0-9]*', 'api/[0-9]*.[0-9]*']],
    [['x'], '', { prefix: 'a*', pattern: 'r?' }, ['a\\*r?']],
  ])('with the tags %j of the module %j by %j git looks for %j', (tags, folder, rules, patterns) => {
    const counting = tags.map((tag) => ({ ...tagOf('v1.2.3'), tag, prefix: tag.includes('/') ? 'api' : '' }));
    expect(gitSearch(counting, folder, rules).patterns).toEqual(patterns);
  });

  test('a tag that git cannot come across need not be kept from it', () => {
    const { mayFind } = gitSearch([], '', { prefix: 'api-' });
    expect(['api-v1.2', 'api-x1.2', 'api-v1', 'v1.2.3', 'nightly'].map(mayFind)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(gitSearch([], '', { pattern: 'r*' }).mayFind('nightly')).toBe(true);
  });
});

describe('the version of a tag that began the run', () => {
  const facts = (more: Partial<SourceFacts> = {}): SourceFacts => ({
    commit: HEAD,
    date: '2026-01-01T00:00:00Z',
    dirty: false,
    atHead: [],
    namesAtHead: [],
    nearest: undefined,
    shallow: false,
    ...more,
  });
  const choose = (refName: string, source: SourceFacts | undefined, more: object = {}) =>
    chooseVersion({
      given: undefined,
      event: { refType: 'tag', refName, sha: HEAD },
      source,
      folder: '',
      ...more,
    });
  const nearest = (tag: string) => ({ tag: { ...tagOf(tag), commit: OTHER }, commits: 3 });

  test('counts where the checkout has no tags and is at its commit', () => {
    expect(choose('v1.2.3', facts())).toEqual({ version: 'v1.2.3', from: 'tag', tagged: true });
    expect(choose('v1.2.3', facts({ dirty: true }))).toEqual({
      version: 'v1.2.3-dirty',
      from: 'tag',
      tagged: false,
    });
    expect(choose('v1.2.3', facts({ commit: OTHER })).from).toMatch(/^commit, as no tag/);
  });

  test('counts with two numbers only where a pattern says so', () => {
    expect(choose('v1.2', facts()).from).toMatch(/^commit/);
    expect(choose('v1.2', facts(), { rules: { pattern: 'v*' } }).version).toBe('v1.2');
  });

  test('does not count for a module that has tags of its own', () => {
    const module = { folder: 'api' };
    expect(choose('v1.2.3', facts(), module).version).toBe('v1.2.3');
    expect(choose('v1.2.3', facts({ nearest: nearest('v1.0.0') }), module).version).toBe('v1.2.3');
    expect(choose('v1.2.3', facts({ nearest: nearest('api/v1.0.0') }), module).version).toBe(
      `v1.0.0-3-g${HEAD.slice(0, 12)}`,
    );
    expect(choose('api/v1.2.3', facts({ nearest: nearest('api/v1.0.0') }), module).version).toBe('v1.2.3');
  });

  test('without any it is the commit, and why stands beside it', () => {
    const id = HEAD.slice(0, 12);
    expect(choose('nightly', facts({ shallow: true }))).toMatchObject({
      version: id,
      from: expect.stringContaining('fetch-depth: 0'),
    });
    const rules = { prefix: 'api-', pattern: 'v*' };
    expect(choose('nightly', facts(), { rules }).from).toBe(
      'commit, as no tag is a version by tag-prefix api- and tag-pattern v*',
    );
    expect(choose('nightly', facts(), { rules: { prefix: 'api-' } }).from).toBe(
      'commit, as no tag is a version by tag-prefix api-',
    );
    expect(choose('nightly', undefined)).toMatchObject({ version: id, from: 'commit of the event' });
    const nothing = { given: undefined, source: undefined, folder: '' };
    const event = { refType: 'branch' as const, refName: 'main', sha: '' };
    expect(chooseVersion({ ...nothing, event })).toMatchObject({ version: 'devel', tagged: false });
  });
});

describe('what a repository says', () => {
  const LOG = 'log -1 --format=%H %ct';
  const TAGS =
    'for-each-ref --merged=HEAD --format=%(objectname) %(*objectname) %(refname:strip=2) refs/tags';
  const DESCRIBE = 'describe --tags --long --always --dirty --abbrev=12';
  const ask = async (answers: Readonly<Record<string, string>>) => {
    const repository = await createFakeGit({ answers }).open('/w');
    if (repository.state !== 'ok') throw new Error('the test needs a repository');
    return readSource(repository, '');
  };

  test('without a commit or a description there is a reason', async () => {
    expect(await ask({})).toEqual({ reason: `fatal: ${LOG}` });
    expect(await ask({ [LOG]: `${HEAD} 0` })).toEqual({ reason: `fatal: ${DESCRIBE} --exclude=*` });
  });

  test('where the tags cannot be read there is still a commit', async () => {
    const found = await ask({ [LOG]: `${HEAD} 1767225600\n`, [`${DESCRIBE} --exclude=*`]: 'aaaaaaaaaaaa\n' });
    expect(found).toEqual({
      commit: HEAD,
      date: '2026-01-01T00:00:00Z',
      dirty: false,
      atHead: [],
      namesAtHead: [],
      nearest: undefined,
      shallow: false,
    });
  });

  test('of several tags of the nearest commit the best counts, and annotated ones name their commit', async () => {
    const tags = `${'c'.repeat(40)} ${OTHER} v1.2.3\n${OTHER}  v1.2.3-rc.1\n${HEAD}  nightly\n\n`;
    const found = await ask({
      [LOG]: `${HEAD} 0\n`,
      [TAGS]: tags,
      [`${DESCRIBE} --match=v[0-9]*.[0-9]* --match=[0-9]*.[0-9]*`]: 'v1.2.3-rc.1-3-gaaaaaaaaaaaa-dirty\n',
      'rev-parse --is-shallow-repository': 'true\n',
    });
    expect(found).toMatchObject({
      dirty: true,
      shallow: true,
      namesAtHead: ['nightly'],
      nearest: { tag: { tag: 'v1.2.3', commit: OTHER }, commits: 3 },
    });
  });
});
