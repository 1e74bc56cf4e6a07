import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { describe, expect, it } from 'vitest';

/** What GitHub's REST API takes of a ruleset (`POST /repos/{owner}/{repo}/rulesets`), as far as the templates use it. */
const parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  deletion: {},
  non_fast_forward: {},
  update: { update_allows_fetch_and_merge: expect.any(Boolean) },
  pull_request: {
    required_approving_review_count: expect.toSatisfy(
      (count: number) => Number.isInteger(count) && count >= 0 && count <= 10,
    ),
    dismiss_stale_reviews_on_push: expect.any(Boolean),
    require_code_owner_review: expect.any(Boolean),
    require_last_push_approval: expect.any(Boolean),
    required_review_thread_resolution: expect.any(Boolean),
  },
  required_status_checks: {
    strict_required_status_checks_policy: expect.any(Boolean),
    required_status_checks: expect.toSatisfy((checks: readonly { context: string }[]) =>
      checks.every((check) => Object.keys(check).join() === 'context' && check.context !== ''),
    ),
  },
};

interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}
interface Ruleset {
  readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
  readonly bypass_actors: readonly unknown[];
  readonly rules: readonly Rule[];
}

const folder = join(REPOSITORY_ROOT, 'docs/rulesets');
const names = (await readdir(folder)).sort();
const rulesets = Object.fromEntries(
  await Promise.all(
    names.map(
      async (name) => [name, JSON.parse(await readFile(join(folder, name), 'utf8')) as Ruleset] as const,
    ),
  ),
);
const typesOf = (name: string): readonly string[] => rulesets[name]?.rules.map(({ type }) => type) ?? [];
const rule = (name: string, type: string) =>
  rulesets[name]?.rules.find((each) => each.type === type)?.parameters;

describe('SRC-06 the rules of branches', () => {
  it.each(names)('%s is what the REST API takes', (name) => {
    expect(rulesets[name]).toEqual({
      name: expect.stringMatching(/\w/),
      target: 'branch',
      enforcement: 'active',
      bypass_actors: expect.any(Array),
      conditions: { ref_name: { include: expect.any(Array), exclude: [] } },
      rules: expect.any(Array),
    });
    for (const each of rulesets[name]?.rules ?? []) {
      expect(Object.keys(parameters)).toContain(each.type);
      const wanted = parameters[each.type] ?? {};
      expect(each).toEqual(
        Object.keys(wanted).length === 0 ? { type: each.type } : { type: each.type, parameters: wanted },
      );
    }
    for (const ref of rulesets[name]?.conditions.ref_name.include ?? [])
      expect(ref).toMatch(/^(~DEFAULT_BRANCH|refs\/heads\/.+)$/);
  });

  it('main is closed to pushes: a pull request with a review, and the green last job of the pipeline', () => {
    expect(rule('main.json', 'pull_request')).toMatchObject({ required_approving_review_count: 1 });
    expect(rule('main.json', 'required_status_checks')).toMatchObject({
      required_status_checks: [{ context: 'service / ok' }],
    });
    expect(typesOf('main.json')).toEqual(expect.arrayContaining(['deletion', 'non_fast_forward']));
    expect(rulesets['main.json']?.bypass_actors).toEqual([]);
  });

  it('release/* is updated by few people, and not without its tests', () => {
    expect(typesOf('release.json')).toEqual(expect.arrayContaining(['update', 'required_status_checks']));
    expect(rulesets['release.json']?.bypass_actors).toEqual([
      { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' },
    ]);
    expect(rulesets['release.json']?.conditions.ref_name.include).toEqual(['refs/heads/release/*']);
  });

  it('feature/* takes pull requests, whose gate asks for the issue that they close', () => {
    expect(typesOf('feature.json')).toEqual(
      expect.arrayContaining(['pull_request', 'required_status_checks']),
    );
    expect(rulesets['feature.json']?.conditions.ref_name.include).toEqual(['refs/heads/feature/*']);
  });
});
