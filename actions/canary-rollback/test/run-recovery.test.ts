import { describe, expect, it } from 'vitest';
import { judge } from '../src/canary/verify-back.ts';
import { lastGood, type PastVerdict, recoveryOf, rejectionOf } from '../src/journal/history.ts';
import { incidentOf } from '../src/observe/incident.ts';
import type { Poll } from '../src/observe/timeline.ts';
import { createWorld } from './world/create-world.ts';
import { limits, sampleOf } from './world/looks.ts';
import { NEW, OLD } from './world/objects.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

const stableOf = (facts: object): ReturnType<typeof sampleOf>['stable'] =>
  sampleOf(0, { stable: facts }).stable;
const report = (world: World): string =>
  [...world.files].find(([path]) => path.endsWith('report.json'))?.[1] ?? '';

describe('CAN-05: after a rollback', () => {
  it('stable is seen to answer within its limits, and the summary says so', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    await world.main();
    expect(world.log.join('\n')).toMatch(/stable answers: 0\.0 % errors in \d+ requests/);
    expect(world.summaries.join('\n')).toContain('Stable answers: 0.0 % errors');
    expect(report(world)).toContain('"result": "recovered"');
    expect(last(world)).toContain('CANARY_FAILED');
  });

  it('a stable that is not well has a code of its own, with why the canary went', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    const putStableDown = (): void => {
      for (const pod of world.kube
        .objects()
        .filter(({ kind, metadata }) => kind === 'Pod' && !metadata.name.includes('-canary-')))
        world.kube.put({ ...pod, status: { conditions: [{ type: 'Ready', status: 'False' }] } });
    };
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (verb === 'delete' && object.kind === 'HTTPRoute') putStableDown();
    });
    expect(await world.main({ 'recover-within': '10s' })).toBe('failure');
    expect(last(world)).toMatch(
      /CANARY_NOT_RECOVERED: the canary is rolled back, and users are not well: .*none ready, 10 s after the traffic went back; it was rolled back because: CANARY_FAILED: /,
    );
    expect(world.outputs['outcome']).toBe('rolled-back');
  });

  it('nobody looks when it is asked for 0 s, nor where users were not hurt', async () => {
    for (const [inputs, behave] of [
      [{ 'recover-within': '0s' }, () => ({ errors: 0.2 })],
      [{}, () => ({ requestsPerSecond: 0 })],
    ] as const) {
      const world = createWorld({ gateway: true });
      world.behave = behave;
      await world.main(inputs);
      expect(world.log.join('\n')).not.toContain('users are well again');
    }
  });

  it.each([
    [
      'good',
      { totalRequests: 10 },
      { totalRequests: 11, errorPercent: 5, p99: { ms: 2000, atLeast: false } },
    ],
    ['bad', { totalRequests: 10 }, { totalRequests: 11, errorPercent: 5.1 }],
    ['bad', { totalRequests: 10 }, { totalRequests: 11, p99: { ms: 2001, atLeast: false } }],
    ['bad', { totalRequests: 10 }, { totalRequests: 11, p99: { ms: 1, atLeast: true } }],
    ['unknown', { totalRequests: 10 }, { totalRequests: 10 }],
    ['unknown', { totalRequests: 10 }, { totalRequests: 11, errorPercent: undefined }],
    [
      'good',
      { totalRequests: undefined },
      { totalRequests: undefined, errorPercent: 1, requests: undefined },
    ],
  ])('is %s by two looks', (state, before, now) => {
    expect(judge(stableOf(before), stableOf(now), { rules: limits, usual: undefined }).state).toBe(state);
  });

  it('is unknown where nobody gives its metrics', () => {
    expect(judge(stableOf({}), undefined, { rules: limits, usual: undefined }).state).toBe('unknown');
    expect(
      judge(undefined, undefined, { rules: { ...limits, counting: 'none' }, usual: undefined }).state,
    ).toBe('good');
  });

  it('of a service that was beyond its limits before is what it was', () => {
    const before = { totalRequests: 10 };
    const usual = stableOf({ errorPercent: 8, p99: { ms: 3000, atLeast: false } });
    const found = (now: object): string =>
      judge(stableOf(before), stableOf({ totalRequests: 20, ...now }), { rules: limits, usual }).state;
    expect(found({ errorPercent: 8 })).toBe('good');
    expect(found({ errorPercent: 8.1 })).toBe('bad');
    expect(found({ errorPercent: 1, p99: { ms: 5000, atLeast: true } })).toBe('good');
  });
});

describe('CAN-04: the version to go back to', () => {
  const past = (digest: string, verdict: PastVerdict['verdict']): PastVerdict => ({
    digest,
    verdict,
    at: '',
    by: '',
  });

  it('is the newest that passed, not merely the one before', () => {
    expect(lastGood([past('a', 'passed'), past('b', 'passed'), past('c', 'rolled-back')])?.digest).toBe('b');
    expect(lastGood([past('c', 'rolled-back')])).toBeUndefined();
    expect(lastGood([])).toBeUndefined();
  });

  it('is no version that was rolled back since, and a rollback of a rollback comes to the same one', () => {
    const history = [past('a', 'passed'), past('b', 'passed'), past('b', 'rolled-back')];
    expect(lastGood(history)?.digest).toBe('a');
    expect(lastGood([...history, past('c', 'rolled-back')])?.digest).toBe('a');
    expect(lastGood([...history, past('c', 'rolled-back'), past('b', 'rolled-back')])?.digest).toBe('a');
    expect(lastGood([...history, past('b', 'passed')])?.digest).toBe('b');
    expect(rejectionOf(history, 'b')?.verdict).toBe('rolled-back');
    expect(rejectionOf(history, 'a')).toBeUndefined();
  });

  it('is told by the next run, which also says that it tries a version again', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    world.promote();
    await world.post();
    const bad = OLD;
    world.behave = () => ({ errors: 0.2 });
    world.state.clear();
    await world.main({ image: bad }, '1002');
    expect(world.outputs['last-good-digest']).toBe(NEW.split('@')[1]);
    world.state.clear();
    await world.main({ image: bad }, '1003');
    expect(world.log.join('\n')).toMatch(/this version was rolled back once, at .*, by run 1002 of octocat/);
  });

  it("leaves a ConfigMap of that name that is somebody else's as it is", async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    world.kube.put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'orders-fairlead-history', namespace: 'shop' },
      data: { own: 'words' },
    });
    await world.main();
    expect(
      world.kube.objects().find(({ metadata }) => metadata.name === 'orders-fairlead-history')?.['data'],
    ).toEqual({ own: 'words' });
    expect(world.log.join('\n')).toContain("is somebody else's: the verdict is not noted");
  });

  it('keeps no canary from running for a user who may not read or write it', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    const { refuses } = world;
    world.refuses = (object) =>
      object.metadata.name === 'orders-fairlead-history' ? 'no more ConfigMaps' : refuses(object);
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_FAILED');
    expect(world.log.join('\n')).toContain('the verdict was not noted for later runs: no more ConfigMaps');
  });
});

describe('CAN-15: seconds from the first bad response to the last', () => {
  it('are those of the last unbroken row of looks in which users fared worse, and of the way back', () => {
    const poll = (at: number, canary: object, decision: Poll['decision']): Poll => ({
      step: 0,
      percent: 25,
      share: 25,
      sample: sampleOf(at * 1000, { canary }),
      decision,
    });
    const hold = { kind: 'hold', pending: [] } as const;
    const no = { kind: 'rollback', rule: 'evidence', code: 'CANARY_FAILED', reason: '', hint: '' } as const;
    const bad = { errorPercent: 20 };
    const polls = [poll(0, bad, hold), poll(5, {}, hold), poll(10, bad, hold), poll(15, bad, no)];
    expect(incidentOf({ polls }, limits, 1.5)).toEqual({ firstBad: 5, detected: 15, lastBad: 16.5 });
    const slow = { p99: { ms: 3000, atLeast: false } };
    expect(incidentOf({ polls: [poll(0, {}, hold), poll(5, slow, no)] }, limits, 1)?.firstBad).toBe(0);
    expect(incidentOf({ polls: [poll(0, bad, hold)] }, limits, 1)).toBeUndefined();
    expect(incidentOf({ polls }, limits, undefined)).toBeUndefined();
  });

  it('are outputs of the run within one poll of the truth, and stand on top of the summary', async () => {
    const world = createWorld({ gateway: true });
    world.behave = (at) => ({ errors: at >= 40_000 ? 0.5 : 0 });
    await world.main();
    const text = report(world);
    const { data } = JSON.parse(text) as { data: { decisions: Poll[] } };
    const end = data.decisions.at(-1)?.sample.atMs ?? 0;
    const start = world.log.findIndex((line) => line.includes('| canary'));
    expect(start).toBeGreaterThan(0);
    const detection = Number(world.outputs['detection-seconds']);
    expect(detection).toBeGreaterThan(0);
    expect(detection).toBeLessThanOrEqual(end / 1000);
    expect(Number(world.outputs['recovery-seconds'])).toBeGreaterThanOrEqual(detection);
    expect(world.summaries.join('\n')).toMatch(
      /\*\*rolled back by the rule evidence; canary [\d.]+ % errors, P99 1\.98 s; stable 0\.0 % errors, .*; [\d.]+ s from the first bad response to the last\*\*/,
    );
  });
});

describe('CAN-16: mean time to recovery', () => {
  const past = (recoverySeconds: number | undefined): PastVerdict => ({
    digest: 'a',
    verdict: recoverySeconds === undefined ? 'passed' : 'rolled-back',
    at: '',
    by: '',
    recoverySeconds,
  });

  it('is that of all rollbacks that are remembered: their sum by their number, and the one in the middle', () => {
    expect(recoveryOf([past(4), past(undefined), past(7)])).toEqual({
      seconds: [4, 7],
      mean: 5.5,
      median: 5.5,
    });
    expect(recoveryOf([past(30), past(2), past(4)])).toEqual({ seconds: [30, 2, 4], mean: 12, median: 4 });
    expect(recoveryOf([past(3)])).toEqual({ seconds: [3], mean: 3, median: 3 });
    expect(recoveryOf([past(undefined)])).toBeUndefined();
  });

  it('is told by command: status after two incidents, with both of them', async () => {
    const world = createWorld({ gateway: true });
    const seconds: string[] = [];
    for (const [run, image] of [NEW, `${NEW.slice(0, -1)}c`].entries()) {
      const from = world.clock.monotonic() + 10_000 * (run + 1);
      world.behave = (at) => ({ errors: at > from ? 0.2 : 0 });
      world.state.clear();
      expect(await world.main({ image }, `100${run}`)).toBe('failure');
      seconds.push(`${Number(world.outputs['recovery-seconds'])} s`);
    }
    await world.main({ command: 'status' }, '2002');
    expect(world.log.join('\n')).toMatch(
      new RegExp(`Recovery +2 rollbacks in ${seconds.join(', ')}: mean \\d+\\.\\d s, median \\d+\\.\\d s`),
    );
  });
});
