import { join } from 'node:path';
import { type Cache, ExternalError } from '@fairlead/core';
import { createFakeFiles, createFakeGit, type FakeRepositoryOptions } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { findBaseCommits } from '../src/base-profile/base-commits.ts';
import { keepProfile } from '../src/base-profile/keep-profile.ts';
import { keyStart } from '../src/base-profile/profile-key.ts';
import { restoreProfile } from '../src/base-profile/restore-profile.ts';
import type { openStore } from '../src/base-profile/store.ts';
import type { BaseProfile, CoverageFacts } from '../src/check/facts.ts';
import { plainResult } from '../src/check/results.ts';
import { metricOf } from '../src/metrics/registry.ts';
import { judgeRule } from '../src/rule/judge-rule.ts';
import type { CheckResult } from '../src/verdict/condition.ts';
import { jobOf } from './support/job-of.ts';
import { planOf } from './support/plan-of.ts';
import { ruleOf } from './support/rule-of.ts';

const id = (digit: string): string => digit.repeat(40);
const [A, B, C] = [id('a'), id('b'), id('c')];
const HEAD = id('f');
const TEXT = 'mode: set\nm/a.go:1.1,2.2 1 1\nm/a.go:3.1,4.2 1 0\n';
const profile = {
  mode: 'set',
  blocks: [
    { file: 'm/a.go', startLine: 1, startColumn: 1, endLine: 2, endColumn: 2, statements: 1, count: 1 },
    { file: 'm/a.go', startLine: 3, startColumn: 1, endLine: 4, endColumn: 2, statements: 1, count: 0 },
  ],
} as const;
const facts = {
  profile,
  files: new Map(),
  measurement: { total: { covered: 3, statements: 4 } },
} as unknown as CoverageFacts;

const tested = (status: CheckResult['condition']['status']): readonly CheckResult[] => [
  plainResult({ name: 'test', status, actual: '', limit: '', reason: '' }),
];

interface World {
  readonly answers?: FakeRepositoryOptions['answers'];
  readonly base?: readonly string[];
  readonly level?: string;
  readonly event?: object;
  readonly entries?: Map<string, string>;
  readonly broken?: Error;
  readonly lack?: string;
  readonly condition?: Readonly<Record<string, string>>;
}

const LINE = {
  [`merge-base -- ${A} HEAD`]: `${A}\n`,
  [`rev-list --first-parent --max-count=10 ${A} --`]: `${A}\n${B}\n${C}\n`,
};

function world({ answers = LINE, base = [A], level = 'trusted', entries = new Map(), ...more }: World = {}) {
  const conditions = [ruleOf({ metric: 'coverage-delta', ...more.condition })];
  const made = jobOf({ settings: { conditions } });
  const files = createFakeFiles();
  Object.assign(made.job.ports, {
    files,
    git: createFakeGit({ root: '/w', answers: { 'rev-parse HEAD': `${HEAD}\n`, ...answers } }),
    trust: { level, why: '', base },
    event: { eventName: 'push', refType: 'branch', ...more.event },
    log: {
      info: (line: string) => made.lines.push(line),
      warn: (line: string) => made.lines.push(`warning: ${line}`),
    },
  });
  made.job.facts.coverage = facts;
  const closed: string[] = [];
  const cache: Cache = {
    async restore([path = ''], key, prefixes, place) {
      if (more.broken !== undefined) throw more.broken;
      const found = [key, ...prefixes].find((one) => entries.has(one));
      if (found === undefined) return { kind: 'miss' };
      await files.write(join(place?.folder ?? '', path), entries.get(found) ?? '');
      return { kind: found === key ? 'exact' : 'partial', key: found };
    },
    async save([path = ''], key, place) {
      if (more.broken !== undefined) throw more.broken;
      if (entries.has(key)) return false;
      entries.set(key, await files.readText(join(place?.folder ?? '', path)));
      return true;
    },
  };
  const open: typeof openStore = () =>
    more.lack === undefined ? { cache, close: async () => void closed.push('closed') } : { lack: more.lack };
  const { job } = made;
  return {
    ...made,
    files,
    entries,
    closed,
    restore: () => restoreProfile(job.ports, job.rules, open),
    keep: (status: CheckResult['condition']['status'] = 'passed') => keepProfile(job, tested(status), open),
    commits: (own?: string) => findBaseCommits(job.ports, own),
    key: (commit: string) => `${keyStart(job.ports, job.rules)}${commit}`,
  };
}

describe('the commits whose profile is that of the base', () => {
  it('are where the change left it, and those before, the nearest first', async () => {
    expect(await world().commits()).toEqual({ state: 'known', commits: [A, B, C] });
  });

  it('are what the event names where the clone has depth 1', async () => {
    expect(await world({ answers: {} }).commits()).toEqual({ state: 'known', commits: [A] });
    const half = { [`merge-base -- ${A} HEAD`]: `${B}\n` };
    expect(await world({ answers: half }).commits()).toEqual({ state: 'known', commits: [B] });
  });

  it('are none where the base itself is checked out, as on a push', async () => {
    const same = { ...LINE, 'rev-parse HEAD': `${A}\n` };
    expect(await world({ answers: same }).commits()).toEqual({
      state: 'none',
      reason: `what is checked out is the base ${A.slice(0, 12)} itself`,
    });
  });

  it('are none without a base, and for a branch that the clone lacks', async () => {
    expect(await world({ base: [] }).commits()).toEqual({
      state: 'none',
      reason: 'there is no base to compare with',
    });
    expect(await world().commits('origin/main')).toEqual({
      state: 'none',
      reason: 'the clone does not have the base origin/main',
    });
  });
});

describe('the profile of the base', () => {
  it.each([
    [A, 0],
    [B, 1],
    [C, 2],
  ])('is that of %s where it is the nearest that was kept', async (commit, earlier) => {
    const made = world();
    made.entries.set(made.key(commit), TEXT);
    if (commit === A) made.entries.set(made.key(C), 'other');
    expect(await made.restore()).toEqual({ state: 'found', text: TEXT, commit, earlier });
    expect(made.closed).toEqual(['closed']);
    expect(made.files.contents()).toEqual({});
  });

  it.each<[World, string]>([
    [{}, `no run has kept the profile of the base ${A.slice(0, 12)}`],
    [
      { lack: 'this runner offers no cache service' },
      'the profile of the base is not kept: this runner offers no cache service',
    ],
    [
      { broken: new ExternalError({ code: 'HTTP_FAILED', message: 'no answer', retryable: true }) },
      'the cache cannot be read: no answer',
    ],
  ])('is missing, and that is said: %#', async (given, reason) => {
    expect(await world(given).restore()).toEqual({ state: 'missing', reason });
  });

  it('is not that of a gate that measures something else', () => {
    const { job } = world();
    const of = (more: object, ports: object = {}) =>
      keyStart({ ...job.ports, ...ports }, { ...job.rules, ...more });
    const keys = [
      of({}),
      of({ packages: ['./a/...'] }),
      of({ buildTags: ['x'] }),
      of({ coveragePackages: ['./...'] }),
      of({ coverageProfiles: ['cov'] }),
      of({ testArgs: ['-run=X'] }),
      of({ short: true }),
      of({}, { workingDirectory: '/w/svc' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(of({ race: true, testTimeout: 1 })).toBe(of({}));
  });
});

describe('the profile of a run', () => {
  it('is kept once, for the commit of the branch, and is what a change then finds', async () => {
    const made = world();
    await made.keep();
    await made.keep();
    expect([...made.entries]).toEqual([[made.key(HEAD), TEXT]]);
    expect(made.lines).toEqual([
      `kept the profile as ${made.key(HEAD)}`,
      `the profile was kept already as ${made.key(HEAD)}`,
    ]);
    const line = { [`merge-base -- ${HEAD} HEAD`]: `${HEAD}\n`, 'rev-parse HEAD': `${B}\n` };
    const later = world({ base: [HEAD], answers: line, entries: made.entries });
    expect(await later.restore()).toMatchObject({ state: 'found', commit: HEAD, earlier: 0 });
  });

  it.each<[string, World]>([
    ['a pull request', { event: { eventName: 'pull_request', refType: 'pull' }, level: 'same-repository' }],
    ['code of strangers', { level: 'untrusted' }],
    ['a gate that compares with a file', { condition: { file: 'base.out' } }],
    ['a tag', { event: { refType: 'tag' } }],
    ["a run outside of GitHub, whose files may be nobody's commit", { event: { eventName: '' } }],
    ['no commit', { answers: { 'rev-parse HEAD': undefined as unknown as string } }],
  ])('is not kept of %s', async (_, given) => {
    const made = world(given);
    await made.keep();
    expect(made.entries.size).toBe(0);
  });

  it('is not kept of a part of the packages, nor where nothing was measured', async () => {
    const made = world();
    const shard = { shard: { index: 1, count: 2 }, identity: '' };
    const part = { ...made.job, plan: planOf({ shard }) };
    await keepProfile(part, tested('passed'), () => expect.fail('the cache was opened'));
    const nothing = { ...made.job, facts: { reports: new Map() } };
    await keepProfile(nothing, tested('passed'), () => expect.fail('the cache was opened'));
  });

  it.each(['failed', 'errored', 'skipped'] as const)(
    'is not kept where the tests %s: what ends early covers less, and less is easy to beat',
    async (status) => {
      const made = world();
      await made.keep(status);
      expect(made.entries.size).toBe(0);
      expect(made.lines).toEqual([
        'the profile is not kept: the tests did not pass, so they cover too little',
      ]);
      await made.keep('warned');
      expect(made.entries.size).toBe(1);
    },
  );

  it('that cannot be kept is a warning and no more', async () => {
    const made = world({
      broken: new ExternalError({ code: 'HTTP_FAILED', message: 'no answer', retryable: true }),
    });
    await made.keep();
    expect(made.lines).toEqual(['warning: the profile is not kept: no answer']);
    const without = world({ lack: 'no service' });
    await without.keep();
    expect(without.lines).toEqual(['the profile is not kept: no service']);
  });
});

describe('coverage-delta without a file', () => {
  const judge = async (found: BaseProfile, more: Readonly<Record<string, string>> = {}) => {
    const { job } = world();
    job.facts.baseProfile = { value: found };
    const rule = ruleOf({ metric: 'coverage-delta', threshold: '-0.5', ...more });
    const metric = metricOf('coverage-delta');
    return judgeRule(rule, metric, await metric.measure({ job, checked: undefined }, rule)).condition;
  };

  it('compares with the profile from the cache, and names its commit', async () => {
    expect(await judge({ state: 'found', text: TEXT, commit: A, earlier: 0 })).toMatchObject({
      status: 'passed',
      actual: '25.00 %',
      reason: expect.stringContaining(`3 of 4 statements now, 1 of 2 at the base ${A.slice(0, 12)}`),
    });
    expect((await judge({ state: 'found', text: TEXT, commit: B, earlier: 2 })).reason).toContain(
      `at ${B.slice(0, 12)}, 2 commits before the base`,
    );
    expect(
      await judge({ state: 'found', text: TEXT, commit: A, earlier: 0 }, { threshold: '30' }),
    ).toMatchObject({
      status: 'failed',
    });
  });

  it('is a number that is missing where nobody kept one, and nothing to judge without a base', async () => {
    expect(await judge({ state: 'missing', reason: 'why' })).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('why'),
    });
    expect(await judge({ state: 'missing', reason: 'why' }, { 'on-missing': 'warn' })).toMatchObject({
      status: 'warned',
    });
    expect(await judge({ state: 'none', reason: 'there is no base' })).toMatchObject({ status: 'skipped' });
  });
});
