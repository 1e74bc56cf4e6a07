import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VersionSample } from '../src/metrics/sample.ts';
import { beginStep, decide, type StepState } from '../src/verdict/decide.ts';
import type { Decision, Limits, Sample } from '../src/verdict/types.ts';
import { limits as rules } from './world/looks.ts';

interface Look {
  readonly errors?: number | undefined;
  readonly p99?: number | undefined;
  readonly down?: boolean;
  readonly total?: number;
  readonly ready?: number;
  readonly restarts?: number;
}

function sampleAt(atMs: number, { errors, p99, down, total, ready, restarts }: Look): Sample {
  const version: VersionSample = {
    requests: errors === undefined ? 0 : 100,
    errorPercent: errors,
    p99: p99 === undefined ? undefined : { ms: p99, atLeast: false },
    totalRequests: total ?? 1000 + atMs,
    totalErrors: 0,
  };
  const known = down === true ? undefined : version;
  return {
    atMs,
    metrics: down === true ? 'down' : 'ok',
    canary: known,
    stable: down === true ? undefined : { ...version, errorPercent: 0, p99: { ms: 10, atLeast: false } },
    pods: { desired: 2, ready: ready ?? 2, restarts: restarts ?? 0 },
  };
}

/** Plays looks a second apart (or at given times) and gives all decisions. */
function play(
  looks: readonly (Look & { readonly at?: number })[],
  changes: Partial<Limits> = {},
): Decision[] {
  let state: StepState = beginStep(0);
  return looks.map((look, index) => {
    const judged = decide({ ...rules, ...changes }, state, sampleAt(look.at ?? index * 1000, look));
    state = judged.state;
    return judged.decision;
  });
}

const seconds = (count: number, look: Look): Look[] => Array.from({ length: count }, () => look);
const firstOf = (decisions: readonly Decision[], kind: Decision['kind']): number =>
  decisions.findIndex((decision) => decision.kind === kind);

it('a step goes on when its time is over, not a millisecond earlier', () => {
  const good = { errors: 0, p99: 10 };
  const decisions = play([0, 59_999, 60_000].map((at) => ({ ...good, at })));
  expect(decisions.map(({ kind }) => kind)).toEqual(['hold', 'hold', 'advance']);
  expect(decisions[1]).toMatchObject({ pending: ['0 s to go'] });
});

describe('error rate above 5 % for 30 s (CAN-01)', () => {
  it('never fires at exactly 5.0 %', () => {
    const decisions = play(seconds(600, { errors: 5, p99: 10 }), { stepMs: 1_000_000 });
    expect(firstOf(decisions, 'rollback')).toBe(-1);
  });

  it('does not fire after 29 s of 5.1 %, and does after 30 s', () => {
    const decisions = play(seconds(31, { errors: 5.1, p99: 10 }));
    expect(decisions.slice(0, 30).map(({ kind }) => kind)).toEqual(Array(30).fill('hold'));
    expect(decisions[30]).toMatchObject({
      kind: 'rollback',
      rule: 'error-rate',
      reason: 'error rate was 5.1 % (limit 5 %) for 30 s',
    });
  });

  it('begins anew after a dip', () => {
    const looks = [...seconds(29, { errors: 20 }), { errors: 4 }, ...seconds(31, { errors: 20 })];
    expect(firstOf(play(looks), 'rollback')).toBe(60);
  });

  it('is neither reset nor advanced by polls without data, and speaks only with data', () => {
    const looks = [{ errors: 20, at: 0 }, { at: 15_000 }, { at: 40_000 }, { errors: 20, at: 45_000 }];
    expect(play(looks).map(({ kind }) => kind)).toEqual(['hold', 'hold', 'hold', 'rollback']);
  });

  it('does not let a step pass while a breach is pending', () => {
    const looks = [
      ...seconds(50, { errors: 0, p99: 5 }),
      ...seconds(20, { errors: 9, p99: 5 }),
      { errors: 0, p99: 5 },
    ];
    const decisions = play(looks);
    expect(firstOf(decisions, 'advance')).toBe(70);
    expect(firstOf(decisions, 'rollback')).toBe(-1);
  });

  it('agrees with a plain reading of the rule on any series of rates', () => {
    const series = fc.array(fc.constantFrom(0, 4.9, 5, 5.1, 50, undefined), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(series, (rates) => {
        let began: number | undefined;
        const expected = rates.findIndex((rate, second) => {
          if (rate === undefined) return false;
          began = rate > 5 ? (began ?? second) : undefined;
          return began !== undefined && second - began >= 30;
        });
        const decisions = play(
          rates.map((errors) => ({ errors })),
          { stepMs: 1_000_000 },
        );
        expect(firstOf(decisions, 'rollback')).toBe(expected);
      }),
    );
  });
});

describe('P99 above 2 s for 1 min', () => {
  it('pauses once after 60 s of 2.01 s, holds the weight, and begins the same step anew (CAN-02)', () => {
    const slow = seconds(70, { errors: 0, p99: 2010 });
    const decisions = play([...slow, ...seconds(121, { errors: 0, p99: 1999 })]);
    expect(decisions.filter(({ kind }) => kind === 'pause')).toHaveLength(1);
    expect(firstOf(decisions, 'pause')).toBe(60);
    expect(firstOf(decisions, 'resume')).toBe(130);
    expect(firstOf(decisions, 'advance')).toBe(190);
  });

  it('does not go on for want of requests', () => {
    const slow = seconds(61, { errors: 0, p99: 2010 });
    const decisions = play([...slow, { errors: 0, p99: 10 }, ...seconds(200, {})]);
    expect(firstOf(decisions, 'pause')).toBe(60);
    expect(firstOf(decisions, 'resume')).toBe(-1);
  });

  it('is fine at exactly 2 s', () => {
    expect(firstOf(play(seconds(120, { errors: 0, p99: 2000 })), 'pause')).toBe(-1);
  });

  it('rolls back instead when told so (CAN-03)', () => {
    const decisions = play(seconds(61, { errors: 0, p99: 2010 }), { latencyAction: 'rollback' });
    expect(firstOf(decisions, 'rollback')).toBe(60);
    expect(decisions[60]).toMatchObject({ rule: 'latency' });
  });

  it('gives up after a pause that is too long', () => {
    const decisions = play(seconds(400, { errors: 0, p99: 3000 }));
    expect(firstOf(decisions, 'rollback')).toBe(360);
    expect(decisions[360]).toMatchObject({ rule: 'latency', code: 'CANARY_PAUSE_EXPIRED' });
  });

  it('takes a quantile beyond the largest bucket for a breach', () => {
    const sample = sampleAt(0, { errors: 0, p99: 1000 });
    const canary = { ...(sample.canary as VersionSample), p99: { ms: 1000, atLeast: true } };
    expect(decide(rules, beginStep(0), { ...sample, canary }).state.memories['latency']).toMatchObject({
      slowSinceMs: 0,
    });
  });
});

describe('pods (CAN-03)', () => {
  it('rolls the canary back at the first restart', () => {
    expect(play([{ errors: 0 }, { errors: 0, restarts: 1 }])[1]).toMatchObject({
      kind: 'rollback',
      rule: 'restarts',
    });
  });

  it('rolls it back at once when its Deployment is gone, and soon when it was scaled to nothing', () => {
    const sample = sampleAt(0, { errors: 0 });
    const gone = { ...sample, pods: { desired: 0, ready: 0, restarts: 0, gone: true } as const };
    expect(decide(rules, beginStep(0), gone).decision).toMatchObject({ rule: 'deleted' });
    let state = beginStep(0);
    const scaled = { ...sample, pods: { desired: 0, ready: 0, restarts: 0 } };
    for (let poll = 0; poll < 2; poll++) state = decide(rules, state, scaled).state;
    expect(decide(rules, state, scaled).decision).toHaveProperty(
      'reason',
      'its Deployment was scaled to 0 by somebody else',
    );
  });

  it('does not count pods that were not looked at anew, nor pass without a look', () => {
    const sample = { ...sampleAt(0, { errors: 0, p99: 1, ready: 0 }), clusterSilent: true } as const;
    let state = beginStep(0);
    for (let atMs = 0; atMs < 70_000; atMs += 1000) {
      const judged = decide(rules, state, { ...sample, atMs });
      expect(judged.decision.kind).toBe('hold');
      state = judged.state;
    }
  });

  it('rolls it back after three polls in a row with a pod that is not ready', () => {
    const looks = [{ ready: 1 }, { ready: 1 }, { ready: 2 }, { ready: 1 }, { ready: 1 }, { ready: 1 }];
    expect(firstOf(play(looks.map((look) => ({ errors: 0, ...look }))), 'rollback')).toBe(5);
  });
});

describe('what cannot be checked is never a pass', () => {
  it('fails a step without enough requests', () => {
    const looks = Array.from({ length: 61 }, (_, at) => ({ errors: at < 5 ? 0 : undefined, total: 7 }));
    const last = play(looks).at(-1);
    expect(last).toMatchObject({ kind: 'rollback', rule: 'requests' });
    expect(last).toHaveProperty(
      'reason',
      '7 requests of users in the step (at least 20 are needed for a verdict)',
    );
  });

  it('fails a step whose latency is never known', () => {
    const decisions = play(seconds(61, { errors: 0 }));
    expect(decisions.at(-1)).toMatchObject({ kind: 'rollback', rule: 'known-latency' });
    expect(firstOf(play([...seconds(60, { errors: 0 }), { errors: 0, p99: 1 }]), 'advance')).toBe(60);
  });

  it('fails a step without any data', () => {
    const looks = Array.from({ length: 61 }, () => ({ total: 0 }));
    expect(play(looks).at(-1)).toMatchObject({ kind: 'rollback', rule: 'requests' });
  });

  it('holds while metrics are down, does not count that time, and fails at the timeout', () => {
    const back = play([
      ...seconds(40, { errors: 0, p99: 1 }),
      ...seconds(30, { down: true }),
      ...seconds(60, { errors: 0, p99: 1 }),
    ]);
    expect(firstOf(back, 'rollback')).toBe(-1);
    expect(firstOf(back, 'advance')).toBe(91);
    const gone = play([...seconds(10, { errors: 0 }), ...seconds(61, { down: true })]);
    expect(firstOf(gone, 'rollback')).toBe(70);
    expect(gone[70]).toMatchObject({ rule: 'metrics-down' });
  });

  it('does not wait for ever for metrics that come and go', () => {
    const decisions = play(
      Array.from({ length: 2000 }, (_, at) => ({ errors: 0, p99: 1, down: at % 2 === 1 })),
    );
    expect(firstOf(decisions, 'rollback')).toBe(301);
    expect(decisions[301]).toMatchObject({
      rule: 'metrics-down',
      reason: 'no usable metrics for 301 s of one step: no answer',
    });
  });

  it('may go without metrics for less than five minutes in all, however the gaps lie', () => {
    const down = (at: number) => ({ at, down: true });
    const good = (at: number) => ({ at, errors: 0, p99: 1 });
    const gaps = [60, 120, 180, 240].flatMap((end) => [down(end * 1000 - 10_000), good(end * 1000)]);
    const decisions = play([good(0), ...gaps, down(290_000), down(299_999), down(300_000)]);
    expect(firstOf(decisions, 'rollback')).toBe(11);
    expect(decisions[11]).toMatchObject({
      reason: 'no usable metrics for 300 s of one step: no answer',
    });
  });

  it('does not wait for ever for a breach that gets no more data', () => {
    const decisions = play([...seconds(59, { errors: 0 }), { errors: 9 }, ...seconds(90, {})]);
    expect(firstOf(decisions, 'rollback')).toBeGreaterThan(100);
    expect(decisions[firstOf(decisions, 'rollback')]).toMatchObject({ rule: 'requests' });
  });
});

describe('a healthy step', () => {
  it('passes when its time is over, not earlier', () => {
    expect(firstOf(play(seconds(70, { errors: 0.2, p99: 30 })), 'advance')).toBe(60);
  });
});
