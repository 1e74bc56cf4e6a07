import { describe, expect, it } from 'vitest';
import { stableTrouble, suffersToo } from '../src/verdict/witness.ts';
import { type Facts, first, kinds, limits, play, sampleOf, times } from './world/looks.ts';

const errors = (canary: number, stable: number | undefined): Facts => ({
  canary: { errorPercent: canary },
  stable: { errorPercent: stable },
});
const slow = (canary: number, stable: number | undefined): Facts => ({
  canary: { p99: { ms: canary, atLeast: false } },
  stable: { p99: stable === undefined ? undefined : { ms: stable, atLeast: false } },
});
const long = { stepMs: 1_000_000 };

describe('stable suffers too', () => {
  it('when it breaks the limit itself, or the canary is not much worse; never when nobody knows', () => {
    const weighed = { ...limits, evidence: { falseAlarm: 0.01, tolerance: 1.5 } };
    expect(suffersToo(50, 5.1, 5, weighed)).toBe(true);
    expect(suffersToo(50, 5, 5, weighed)).toBe(false);
    expect(suffersToo(6, 4, 5, weighed)).toBe(true);
    expect(suffersToo(6.1, 4, 5, weighed)).toBe(false);
    expect(suffersToo(6, 4, 5, limits)).toBe(false);
    expect(suffersToo(4, 4, 3, limits)).toBe(true);
    expect(suffersToo(6, undefined, 5, weighed)).toBe(false);
  });

  it('when its pods do', () => {
    const pods = (ready: number, restarts: number) =>
      sampleOf(0, { stablePods: { desired: 2, ready, restarts } });
    expect(stableTrouble(sampleOf(0), 0)).toBeUndefined();
    expect(stableTrouble(pods(2, 3), 3)).toBeUndefined();
    expect(stableTrouble(pods(2, 4), 3)).toBe("stable's containers restarted too");
    expect(stableTrouble(pods(1, 3), 3)).toBe('of stable 1 of 2 were ready');
  });
});

describe('an incident that both have', () => {
  it('is inconclusive after 30 s: the weight is held, and nobody is blamed when it lasts', () => {
    const said = play(times(400, errors(20, 18)), long);
    expect(first(said, 'pause')).toBe(30);
    expect(said[30]).toMatchObject({
      rule: 'error-rate',
      reason: "error rate was 20.0 % (limit 5 %) for 30 s, stable's 18.0 %",
    });
    expect(said[31]).toMatchObject({
      kind: 'hold',
      pending: [expect.stringContaining('inconclusive for 1 s of 300 s')],
    });
    const at = first(said, 'rollback');
    expect(at).toBe(330);
    expect(said[at]).toMatchObject({
      code: 'CANARY_INCONCLUSIVE',
      hint: expect.stringContaining('nothing is said against'),
    });
  });

  it('that ends lets the step begin anew', () => {
    const looks = [...times(50, errors(20, 18)), ...times(200, errors(0, 0))];
    const said = play(
      looks.map((look, at) => ({ ...look, canary: { ...look?.canary, totalRequests: 1000 + at } })),
    );
    expect(kinds(said.slice(30, 80)).filter((kind) => kind !== 'hold')).toEqual(['pause', 'resume']);
    expect(first(said, 'resume')).toBe(79);
    expect(first(said, 'rollback')).toBe(-1);
    expect(first(said, 'advance')).toBe(139);
  });

  it('is none when stable is well, and looks that stable shares are not counted against the canary', () => {
    expect(first(play(times(60, errors(20, 1)), long), 'rollback')).toBe(30);
    const mixed = [...times(25, errors(20, 18)), ...times(29, errors(20, 1)), ...times(20, errors(1, 1))];
    expect(first(play(mixed, long), 'rollback')).toBe(-1);
    const after = [...times(25, errors(20, 18)), ...times(40, errors(20, 1))];
    expect(first(play(after, long), 'rollback')).toBe(55);
  });

  it('over a whole step is inconclusive too', () => {
    const total = (at: number, stable: number): Facts => ({
      canary: { totalRequests: 1000 + at * 10, totalErrors: at, errorPercent: 0 },
      stable: { totalRequests: 1000 + at * 100, totalErrors: stable * at, errorPercent: 0 },
    });
    const run = (stable: number) =>
      play(
        Array.from({ length: 500 }, (_, at) => total(at, stable)),
        {},
        sampleOf(0, {
          canary: { totalRequests: 1000, totalErrors: 0 },
          stable: { totalRequests: 1000, totalErrors: 0 },
        }),
      );
    const alone = run(1);
    expect(alone[first(alone, 'rollback')]).toMatchObject({ code: 'CANARY_FAILED' });
    const both = run(10);
    expect(both[first(both, 'rollback')]).toMatchObject({ code: 'CANARY_INCONCLUSIVE' });
  });

  it('of pods is inconclusive: a restart, or pods that are not ready', () => {
    const well = { desired: 2, ready: 2, restarts: 7 };
    const restart = (stable: number): Facts[] => [
      { stablePods: well },
      { pods: { restarts: 1 }, stablePods: { ...well, restarts: stable } },
    ];
    expect(play(restart(7))[1]).toMatchObject({ kind: 'rollback', rule: 'restarts' });
    expect(play(restart(8))[1]).toMatchObject({
      kind: 'pause',
      reason: "a container restarted once; stable's containers restarted too",
    });
    const unready = (ready: number): Facts => ({ pods: { ready: 1 }, stablePods: { ...well, ready } });
    expect(play(times(3, unready(2)))[2]).toMatchObject({ kind: 'rollback', rule: 'readiness' });
    expect(play(times(3, unready(1)))[2]).toMatchObject({ kind: 'pause', rule: 'readiness' });
  });

  it('does not hide what only the canary has', () => {
    const said = play([...times(40, errors(20, 18)), { ...errors(20, 18), pods: { restarts: 1 } }], long);
    expect(said[40]).toMatchObject({ kind: 'rollback', rule: 'restarts', code: 'CANARY_FAILED' });
  });
});

describe('a slow canary, with latency-action auto', () => {
  const auto = { ...long, latencyAction: 'auto' } as const;

  it('is rolled back when stable is not slow', () => {
    const said = play(times(61, slow(2001, 2000)), auto);
    expect(first(said, 'rollback')).toBe(60);
    expect(said[60]).toMatchObject({ rule: 'latency', code: 'CANARY_FAILED' });
  });

  it('is inconclusive when stable is slow too, and paused when nothing is known of stable', () => {
    const both = play(times(400, slow(2001, 2001)), auto);
    expect(first(both, 'pause')).toBe(60);
    expect(both[60]).toMatchObject({ reason: "P99 was 2 s (limit 2 s) for 60 s, stable's 2 s" });
    expect(both[first(both, 'rollback')]).toMatchObject({ code: 'CANARY_INCONCLUSIVE' });
    const unknown = play(times(400, slow(2001, undefined)), auto);
    expect(first(unknown, 'pause')).toBe(60);
    expect(unknown[first(unknown, 'rollback')]).toMatchObject({ code: 'CANARY_PAUSE_EXPIRED' });
  });

  it('is paused when that is asked for, also when stable is slow', () => {
    for (const stable of [10, 2001]) {
      const said = play(times(400, slow(2001, stable)), long);
      expect(said[first(said, 'rollback')]).toMatchObject({ code: 'CANARY_PAUSE_EXPIRED' });
    }
    expect(first(play(times(61, slow(2001, 2001)), { ...long, latencyAction: 'rollback' }), 'pause')).toBe(
      60,
    );
  });
});
