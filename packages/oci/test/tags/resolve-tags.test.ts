import { resolveContext } from '@fairlead/core';
import { checkTag, isNewerRelease, resolveTags, type TagRules, tagOfBranch } from '@fairlead/oci';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const sha = 'abcdef0123456789abcdef0123456789abcdef01';
const short = 'sha-abcdef0';

function tagsOf(
  ref: string,
  latest: 'auto' | 'true' | 'false' = 'auto',
  extra: readonly string[] = [],
  payload: object = {},
  more: Partial<TagRules> = {},
) {
  const event = resolveContext(
    { GITHUB_REF: ref, GITHUB_SHA: sha },
    { repository: { default_branch: 'main' }, ...payload },
  );
  const reading = resolveTags(event, { latest, extra, sha: true, prefix: '', ...more });
  return 'plan' in reading ? reading.plan.tags.map(({ tag }) => tag) : reading.problem;
}

describe('tags by event', () => {
  it.each<[string, 'auto' | 'true' | 'false', readonly string[]]>([
    ['refs/heads/main', 'auto', [short, 'latest']],
    ['refs/heads/main', 'false', [short]],
    ['refs/heads/main', 'true', [short, 'latest']],
    ['refs/heads/develop', 'auto', [short, 'develop']],
    ['refs/heads/develop', 'true', [short, 'develop', 'latest']],
    ['refs/heads/feature/Add-Login', 'auto', [short, 'feature-Add-Login']],
    ['refs/heads/fix/#12', 'auto', [short, 'fix-12']],
    ['refs/heads/latest', 'auto', [short, 'branch-latest']],
    ['refs/heads/1.2', 'auto', [short, 'branch-1.2']],
    ['refs/heads/1', 'auto', [short, 'branch-1']],
    ['refs/heads/2.0.0-rc.1', 'auto', [short, 'branch-2.0.0-rc.1']],
    ['refs/heads/pr-7', 'auto', [short, 'branch-pr-7']],
    ['refs/heads/sha-abcdef0', 'auto', [short, 'branch-sha-abcdef0']],
    ['refs/heads/release/1.2', 'auto', [short, 'release-1.2']],
    ['refs/heads/v1.2', 'auto', [short, 'v1.2']],
    ['refs/heads/2026-11-fix', 'auto', [short, '2026-11-fix']],
    ['refs/heads/-/-', 'auto', [short]],
    ['refs/heads/gh-readonly-queue/main/pr-7-abc', 'auto', [short]],
    ['refs/pull/7/merge', 'auto', ['pr-7']],
    ['refs/pull/7/merge', 'true', ['pr-7']],
    ['refs/tags/v1.2.0', 'auto', ['1.2.0', '1.2', '1', short]],
    ['refs/tags/v1.2.0', 'true', ['1.2.0', '1.2', '1', 'latest', short]],
    ['refs/tags/1.2.0', 'auto', ['1.2.0', '1.2', '1', short]],
    ['refs/tags/v0.3.1', 'auto', ['0.3.1', '0.3', short]],
    ['refs/tags/v2.0.0-rc.1', 'auto', ['2.0.0-rc.1', short]],
    ['refs/tags/v2.0.0-rc.1', 'true', ['2.0.0-rc.1', short]],
    ['refs/tags/v1.2.0+build.5', 'auto', ['1.2.0-build.5', '1.2', '1', short]],
    ['', 'auto', [short]],
  ])('%s with latest %s', (ref, latest, tags) => {
    expect(tagsOf(ref, latest)).toEqual(tags);
  });

  it.each(['true', 'auto'] as const)('pull_request_target on main never takes main’s tags (%s)', (latest) => {
    const payload = { pull_request: { number: 7, head: { repo: { full_name: 'eve/orders' } } } };
    expect(tagsOf('refs/heads/main', latest, [], payload)).toEqual(['pr-7']);
  });

  it('long branch names with the same beginning get different tags', () => {
    const [a, b] = ['a', 'b'].map((end) => tagOfBranch(`feature/${'x'.repeat(200)}-${end}`) ?? '');
    expect(a).toHaveLength(128);
    expect(a).not.toBe(b);
    expect(tagOfBranch(`feature/${'x'.repeat(200)}-a`)).toBe(a);
  });

  it.each(['v1.2', 'v1', 'version-1.2.0', 'v1.2.3.4', 'v01.2.3', 'v1.2.3-', 'nightly', 'v'])(
    'the git tag %s is refused',
    (tag) => {
      expect(tagsOf(`refs/tags/${tag}`)).toBe('is not a semantic version');
    },
  );

  it('takes the user’s tags, each once, also for a git tag that is no version', () => {
    expect(tagsOf('refs/heads/main', 'auto', ['edge', 'latest'])).toEqual([short, 'latest', 'edge']);
    expect(tagsOf('refs/tags/nightly', 'auto', ['nightly'])).toEqual([short, 'nightly']);
  });

  it('only tags with the image’s own prefix are releases', () => {
    const own = (ref: string, prefix: string) => tagsOf(`refs/tags/${ref}`, 'auto', [], {}, { prefix });
    const tags = ['9.0.0', '9.0', '9', short];
    expect(own('orders/v9.0.0', 'orders/')).toEqual(tags);
    expect(own('orders-9.0.0', 'orders-')).toEqual(tags);
    expect(own('a/b/v9.0.0', 'a/b/')).toEqual(tags);
    for (const [ref, prefix] of [
      ['payments/v9.0.0', ''],
      ['payments/v9.0.0', 'orders/'],
      ['v9.0.0', 'orders/'],
      ['x-orders/v9.0.0', 'orders/'],
      ['orders/payments/v9.0.0', 'orders/'],
      ['payments-v9.0.0', ''],
      ['payments/v9.0.0', 'payments'],
    ] as const) {
      expect(own(ref, prefix), `${ref} with ${prefix}`).toContain('is not a semantic version');
      expect(tagsOf(`refs/tags/${ref}`, 'true', ['edge'], {}, { prefix })).toEqual([short, 'edge']);
    }
  });

  it('says which prefix would make a tag a release', () => {
    const reading = (ref: string, prefix = '') =>
      resolveTags(resolveContext({ GITHUB_REF: `refs/tags/${ref}` }, {}), {
        latest: 'auto',
        extra: [],
        sha: true,
        prefix,
      });
    expect(reading('payments/v9.0.0')).toMatchObject({
      allowed: expect.stringContaining('tag-prefix: payments/ makes tags like this one releases'),
    });
    expect(reading('nightly')).toMatchObject({ allowed: expect.not.stringContaining('tag-prefix') });
    expect(reading('v1.2')).toMatchObject({ allowed: expect.not.stringContaining('tag-prefix') });
    expect(reading('v1.2.3', 'orders/')).toMatchObject({
      problem: 'is not a semantic version after orders/',
      allowed: expect.stringMatching(/^orders\/vMAJOR/),
    });
  });

  it.each([
    [{ prerelease: true }, ['1.4.0', short]],
    [{ draft: true }, ['1.4.0', short]],
    [{ prerelease: false, draft: false }, ['1.4.0', '1.4', '1', 'latest', short]],
    [null, ['1.4.0', '1.4', '1', 'latest', short]],
  ])('a GitHub release with %j', (release, tags) => {
    expect(tagsOf('refs/tags/v1.4.0', 'true', [], { release })).toEqual(tags);
  });

  it('without the tag of the commit', () => {
    const of = (ref: string, extra: readonly string[] = []) => tagsOf(ref, 'auto', extra, {}, { sha: false });
    expect(of('refs/heads/main')).toEqual(['latest']);
    expect(of('refs/tags/v1.2.0')).toEqual(['1.2.0', '1.2', '1']);
    expect(of('refs/pull/7/merge')).toEqual(['pr-7']);
    expect(of('refs/heads/gh-readonly-queue/main/pr-7-abc')).toBe('gives no tag but that of the commit');
    expect(of('refs/heads/gh-readonly-queue/main/pr-7-abc', ['x'])).toEqual(['x']);
  });

  it('names the release, where one is built', () => {
    const release = (ref: string): string | undefined => {
      const event = resolveContext({ GITHUB_REF: ref, GITHUB_SHA: sha }, {});
      const reading = resolveTags(event, { latest: 'auto', extra: [], sha: true, prefix: '' });
      return 'plan' in reading ? reading.plan.release : 'none';
    };
    expect(release('refs/tags/v1.2.0+build.5')).toBe('1.2.0+build.5');
    expect(release('refs/tags/1.2.0')).toBe('1.2.0');
    expect(release('refs/heads/main')).toBeUndefined();
    expect(release('refs/pull/7/merge')).toBeUndefined();
  });

  it('branches whose names look alike get different tags', () => {
    const names = ['fix', 'fix-', 'fix--', 'фикс', 'файл', 'fix-ü', 'fix-ö', 'fix/ü'];
    expect(new Set(names.map(tagOfBranch)).size).toBe(names.length);
  });

  it('says which later runs may move a tag', () => {
    const moves = (ref: string): readonly string[] => {
      const event = resolveContext({ GITHUB_REF: ref, GITHUB_SHA: sha }, {});
      const reading = resolveTags(event, { latest: 'true', extra: ['edge'], sha: true, prefix: '' });
      return 'plan' in reading ? reading.plan.tags.map((planned) => planned.moves) : [];
    };
    expect(moves('refs/tags/v1.2.0')).toEqual(['never', 'forward', 'forward', 'forward', 'never', 'always']);
    expect(moves('refs/heads/main')).toEqual(['never', 'always', 'always']);
    expect(moves('refs/pull/7/merge')).toEqual(['always', 'always']);
  });

  it.each([
    ['1.2.10', '1.2.9', true],
    ['1.2.9', '1.2.10', false],
    ['1.2.0', '1.2.0', false],
    ['1.2.0', '1.2.0-rc.1', true],
    ['sha-abcdef0', '1.2.0', false],
    ['1.2.0', 'sha-abcdef0', false],
  ])('%s is newer than %s: %s', (a, b, newer) => expect(isNewerRelease(a, b)).toBe(newer));

  it('nothing known gives no tag', () => {
    const reading = resolveTags(resolveContext({}, {}), { latest: 'auto', extra: [], sha: true, prefix: '' });
    expect(reading).toHaveProperty('problem');
  });

  it('every branch name gives a tag that registries take, or none', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (branch) => {
        const tag = tagOfBranch(branch);
        if (tag !== undefined) expect(checkTag(tag)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('a release never moves the tags of another line', () => {
    const number = fc.nat({ max: 40 });
    fc.assert(
      fc.property(number, number, number, (major, minor, patch) => {
        const tags = tagsOf(`refs/tags/v${major}.${minor}.${patch}`);
        const allowed = [`${major}.${minor}.${patch}`, `${major}.${minor}`, `${major}`, short];
        expect(allowed).toEqual(expect.arrayContaining(tags as string[]));
      }),
    );
  });
});
