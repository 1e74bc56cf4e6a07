import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { countRun } from '../src/select/count-run.ts';
import { hashEnvironment, hashVariables } from '../src/select/environment.ts';
import {
  describeSelection,
  narrowPlan,
  type PackageChoice,
  type Selection,
} from '../src/select/selection.ts';
import { whyEverything, whyNothingIsKept } from '../src/select/when.ts';
import { jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';
import { planOf } from './support/plan-of.ts';

const occasion = (eventName: string, count = 1, level: 'trusted' | 'untrusted' = 'trusted') => ({
  eventName,
  count,
  trust: { level, why: 'a pull request from the fork mallory/orders' },
});

describe('QG-21 when packages are chosen', () => {
  it.each(['pull_request', 'pull_request_target', ''])('on %j', (event) => {
    expect(whyEverything(occasion(event), { audit: 10 })).toEqual({ everything: undefined, audit: false });
  });

  it.each(['push', 'merge_group', 'schedule', 'workflow_dispatch', 'release'])('not on %s', (event) => {
    expect(whyEverything(occasion(event), { audit: 0 })).toEqual({
      everything: `the event is ${event}, and packages are chosen on pull requests only: what is pushed or released is tested whole`,
      audit: true,
    });
  });

  it('not for code that is not trusted', () => {
    expect(whyEverything(occasion('pull_request', 1, 'untrusted'), { audit: 0 }).everything).toBe(
      'a pull request from the fork mallory/orders is not trusted to choose',
    );
  });

  it('not in every Nth run, and never for that reason with 0', () => {
    const at = (count: number, audit: number) => whyEverything(occasion('pull_request', count), { audit });
    expect([9, 10, 11, 20].map((count) => at(count, 10).audit)).toEqual([false, true, false, true]);
    expect(at(10, 10).everything).toBe('an audit, as every 10th run is');
    expect(at(7, 1).everything).toBe('an audit, as every run is');
    expect(at(10, 0)).toEqual({ everything: undefined, audit: false });
  });

  it('not where tests run anew or cover each other', () => {
    expect(whyNothingIsKept({ coveragePackages: [] }, false)).toBeUndefined();
    expect(whyNothingIsKept({ coveragePackages: [] }, true)).toContain('anew');
    expect(whyNothingIsKept({ coveragePackages: ['./...'] }, true)).toContain('coverage-packages');
  });

  it('counts by the workflow, else by itself', async () => {
    const files = createFakeFiles({ '/c/runs.txt': 'x' });
    expect(await countRun({ files, childEnv: { GITHUB_RUN_NUMBER: '30' } }, '/c', false)).toBe(30);
    expect(await countRun({ files, childEnv: {} }, '/c', true)).toBe(1);
    expect(await countRun({ files, childEnv: {} }, '/c', false)).toBe(1);
    expect(await countRun({ files, childEnv: { GITHUB_RUN_NUMBER: '0' } }, '/c', false)).toBe(2);
  });
});

describe('the environment of a result', () => {
  const { rules } = jobOf().job;
  const base = hashEnvironment({ GOOS: 'linux' }, { PATH: '/bin' }, rules, '/w');

  it('is Go, its settings, its variables and the flags', () => {
    const others = [
      hashEnvironment({ GOOS: 'windows' }, {}, rules, '/w'),
      hashEnvironment({ GOOS: 'linux' }, { GODEBUG: 'x=1' }, rules, '/w'),
      hashEnvironment({ GOOS: 'linux' }, { TZ: 'UTC' }, rules, '/w'),
      hashEnvironment({ GOOS: 'linux' }, {}, { ...rules, short: true }, '/w'),
      hashEnvironment({ GOOS: 'linux' }, {}, { ...rules, race: true }, '/w'),
      hashEnvironment({ GOOS: 'linux' }, {}, { ...rules, testArgs: ['-run=X'] }, '/w'),
      hashEnvironment({ GOOS: 'linux' }, {}, { ...rules, checks: new Set(['test']) }, '/w'),
      hashEnvironment({ GOOS: 'linux' }, {}, { ...rules, checks: new Set(['vet', 'test']) }, '/w'),
      hashEnvironment({ GOOS: 'linux' }, {}, rules, '/other'),
    ];
    expect(new Set([base, ...others]).size).toBe(10);
  });

  it('is not what differs from call to call', () => {
    expect(hashEnvironment({ GOGCCFLAGS: '/tmp/1', GOOS: 'linux' }, { HOME: '/h' }, rules, '/w')).toBe(base);
    const moved = { GOPATH: '/h/go', GOMODCACHE: '/m', GOCACHE: '/c' };
    expect(hashEnvironment({ ...moved, GOOS: 'linux' }, moved, rules, '/w')).toBe(base);
    const variables = hashVariables({ PATH: '/bin' });
    expect(hashVariables({ PATH: '/bin', GITHUB_RUN_ID: '7', TRACEPARENT: 'x' })).toBe(variables);
    expect(hashVariables({ PATH: '/bin', ORDERS_MODE: '7' })).not.toBe(variables);
  });
});

describe('a narrowed plan', () => {
  const choice = (importPath: string, stored: boolean) =>
    ({ importPath, stored: stored ? {} : undefined }) as unknown as PackageChoice;
  const plan = planOf({
    modules: [
      moduleOf('/w', 'm', [packageOf('a'), packageOf('b')]),
      moduleOf('/w/c', 'm/c', [packageOf('c/c')]),
      moduleOf('/w/d', 'm/d', [packageOf('d/d')]),
    ],
  });
  const selection = {
    choices: [choice('m/a', true), choice('m/b', false), choice('m/c/c', true), choice('m/d/d', false)],
    everything: undefined,
  } as unknown as Selection;

  it('names packages, and leaves out a module of which nothing runs', () => {
    const { modules } = narrowPlan(plan, selection);
    expect(modules.map(({ module, patterns }) => [module.path, patterns])).toEqual([
      ['m', ['m/b']],
      ['m/d', ['./...']],
    ]);
    expect(describeSelection(selection)).toBe('2 of 4 packages ran, 2 earlier results used');
  });

  it('asks for what cannot be read in any case: it must fail, whatever else is used again', () => {
    const torn = {
      ...plan,
      modules: plan.modules.map((part) => ({ ...part, unreadable: [`${part.module.path}/torn`] })),
    };
    expect(narrowPlan(torn, selection).modules.map(({ patterns }) => patterns)).toEqual([
      ['m/b', 'm/torn'],
      ['m/c/torn'],
      ['./...'],
    ]);
  });

  it('is the whole plan where everything runs', () => {
    const all = { ...selection, everything: 'the event is push' };
    expect(narrowPlan(plan, all).modules.map(({ patterns }) => patterns)).toEqual([
      ['./...'],
      ['./...'],
      ['./...'],
    ]);
    expect(describeSelection(all)).toBe('everything ran: the event is push');
  });
});
