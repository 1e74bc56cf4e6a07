import { describe, expect, it } from 'vitest';
import { RULES } from '../src/verdict/registry.ts';
import type { Sample } from '../src/verdict/types.ts';
import { type Facts, first, kinds, limits, play, sampleOf, times } from './world/looks.ts';

describe('every rule', () => {
  it.each(RULES.map((rule) => ({ name: rule.name, rule })))(
    '$name says what it is, and lets a healthy step pass',
    ({ rule }) => {
      expect(rule.hint(limits).length).toBeGreaterThan(10);
      expect(rule.rows.length).toBeGreaterThan(0);
      for (const { rule: what, limit, outcome } of rule.rows)
        for (const words of [what, limit, outcome]) expect(words.length).toBeGreaterThan(0);
      const look = { limits, sample: sampleOf(60_000), leftMs: 0 };
      const memory = rule.remember(rule.begin(undefined, undefined), look);
      expect(rule.judge(memory, look) ?? {}).toEqual({});
      expect(rule.freezes(memory, look.sample)).toBe(false);
      expect(JSON.parse(JSON.stringify({ memory })).memory).toEqual(
        memory === undefined ? undefined : memory,
      );
    },
  );

  it('has a name of its own', () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
  });
});

describe('of several rules that speak at once', () => {
  it('what the pods say is told, not what the metrics say', () => {
    const dying = { canary: { errorPercent: 50 }, pods: { restarts: 1, reason: 'container a: OOMKilled' } };
    const said = play([...times(30, { canary: { errorPercent: 50 } }), dying]).at(-1);
    expect(said).toMatchObject({
      kind: 'rollback',
      rule: 'restarts',
      code: 'CANARY_FAILED',
      reason: 'a container restarted once (container a: OOMKilled)',
    });
    const gone = { pods: { gone: true, restarts: 3, ready: 0 } } as const;
    expect(play([gone])[0]).toMatchObject({
      rule: 'deleted',
      reason: 'its Deployment was deleted by somebody else',
    });
  });

  it('readiness comes before the error rate', () => {
    const facts = times(31, { canary: { errorPercent: 50 }, pods: { ready: 1 } });
    expect(play(facts, { unreadyPolls: 31 }).at(-1)).toMatchObject({
      rule: 'readiness',
      reason: '1 of 2 pods were ready in 31 polls in a row',
    });
  });
});

describe('pods', () => {
  it('that restarted are counted', () => {
    expect(play([{ pods: { restarts: 2 } }])[0]).toMatchObject({ reason: 'a container restarted 2 times' });
  });

  it('that are not ready keep a step from passing, and the reason is told', () => {
    const unready = { pods: { ready: 1, reason: 'container a: CrashLoopBackOff' } };
    const decisions = play([...times(60), unready, unready, undefined]);
    expect(kinds(decisions).slice(60)).toEqual(['hold', 'hold', 'advance']);
    expect(decisions[60]).toMatchObject({ pending: ['pods not ready in 1 of 3 polls'] });
    expect(play(times(3, unready)).at(-1)).toMatchObject({
      rule: 'readiness',
      reason: '1 of 2 pods were ready in 3 polls in a row (container a: CrashLoopBackOff)',
    });
  });

  describe('that come and go', () => {
    const unready = { pods: { ready: 1 } };
    const waves = Array.from({ length: 30 }, () => [unready, unready, undefined]).flat();

    it('are rolled back, though they are never away for long', () => {
      const decisions = play(waves);
      expect(first(decisions, 'rollback')).toBe(7);
      expect(decisions[7]).toMatchObject({
        rule: 'readiness',
        code: 'CANARY_FAILED',
        reason: 'pods were not ready in 6 of 8 polls of the step',
      });
    });

    it('are no reason where they are away for less than a quarter of the polls', () => {
      const rarely = Array.from({ length: 12 }, () => [unready, ...times(4)]).flat();
      expect(first(play(rarely), 'rollback')).toBe(-1);
      const often = Array.from({ length: 15 }, () => [unready, ...times(3)]).flat();
      expect(first(play(often), 'rollback')).toBe(20);
    });

    it('are nobody’s fault while pods of stable do', () => {
      const shared = { ...unready, stablePods: { desired: 2, ready: 1, restarts: 0 } };
      const together = Array.from({ length: 30 }, () => [shared, shared, undefined]).flat();
      expect(first(play(together), 'rollback')).toBe(-1);
    });
  });

  it('whose liveness probe fails keep a step from passing, until it passes or they restart', () => {
    const ailing = 'pod a: its liveness probe fails: HTTP 503';
    const sick = { pods: { ailing } };
    const decisions = play([...times(60), sick, sick, undefined]);
    expect(kinds(decisions).slice(60)).toEqual(['hold', 'hold', 'advance']);
    expect(decisions[60]).toMatchObject({ pending: [ailing] });
    expect(play([...times(60), sick, { pods: { ailing, restarts: 1 } }]).at(-1)).toMatchObject({
      rule: 'restarts',
      kind: 'rollback',
    });
    expect(first(play(times(121, sick)), 'advance')).toBe(120);
  });

  it('that were evicted are told: another one takes their place at once, and nothing restarts', () => {
    const evicted = { evicted: 1, reason: 'pod a: Pod ephemeral local storage usage exceeds the limit' };
    expect(play([{ pods: evicted }])[0]).toMatchObject({
      rule: 'restarts',
      reason: '1 pod evicted (pod a: Pod ephemeral local storage usage exceeds the limit)',
    });
    expect(play([{ pods: { ...evicted, restarts: 2 } }])[0]).toMatchObject({
      reason: expect.stringMatching(/^a container restarted 2 times, 1 pod evicted/),
    });
  });

  it('of a Deployment that was scaled to nothing are not ready', () => {
    const none = { pods: { desired: 0, ready: 0, readyPods: [] } };
    expect(play(times(3, none)).at(-1)).toMatchObject({
      reason: 'its Deployment was scaled to 0 by somebody else',
    });
  });

  it('that nobody could look at keep a step from passing', () => {
    const silent = { clusterSilent: true } as const;
    expect(kinds(play([...times(60), silent, silent, undefined])).slice(60)).toEqual([
      'hold',
      'hold',
      'advance',
    ]);
  });

  it('without series are named after a minute of waiting', () => {
    const facts = times(121, { canary: { pods: ['b'] } });
    const decisions = play(facts);
    expect(decisions[59]).toMatchObject({ kind: 'hold', pending: ['1 s to go'] });
    expect(decisions[60]).toMatchObject({
      kind: 'hold',
      pending: ['the metrics have no requests of 1 of 2 ready canary pods: a'],
    });
    expect(first(decisions, 'rollback')).toBe(120);
    expect(decisions[120]).toMatchObject({ rule: 'measured-pods', code: 'CANARY_NO_DATA' });
  });

  it('are not named a millisecond before the step is over', () => {
    const facts = times(62, { canary: { pods: ['b'] } });
    expect(play(facts, { stepMs: 60_001 })[60]).toEqual({ kind: 'hold', pending: ['0 s to go'] });
  });

  it('are not compared where a query of the user measures them', () => {
    expect(first(play(times(61, { canary: { pods: undefined } })), 'advance')).toBe(60);
    expect(first(play(times(61, { pods: { readyPods: undefined } })), 'advance')).toBe(60);
  });
});

describe('requests of users', () => {
  const before = (totalRequests: number): Sample => sampleOf(0, { canary: { totalRequests } });
  const total = (totalRequests: number): Facts => ({ canary: { totalRequests } });

  it('exactly 20 are enough, 19 are not', () => {
    expect(play(times(61, total(20))).at(-1)?.kind).toBe('advance');
    expect(play(times(61, total(19))).at(-1)).toMatchObject({
      rule: 'requests',
      code: 'CANARY_NO_DATA',
      reason: '19 requests of users in the step (at least 20 are needed for a verdict)',
    });
    expect(play(times(61, total(19.999_999_9))).at(-1)?.kind).toBe('advance');
    expect(play(times(61, total(19.9))).at(-1)?.kind).toBe('rollback');
  });

  it('those of earlier steps do not count', () => {
    expect(play(times(61, total(1019)), {}, before(1000)).at(-1)).toMatchObject({
      reason: expect.stringContaining('19 requests of users in the step'),
    });
    expect(play(times(61, total(1020)), {}, before(1000)).at(-1)?.kind).toBe('advance');
  });

  it('all those since the beginning count when nothing was known before', () => {
    expect(play([{ metrics: 'down' }, ...times(61, total(20))]).at(-1)?.kind).toBe('advance');
  });

  it('say what was taken for probes and scrapes', () => {
    const canary = {
      totalRequests: 3,
      background: 'about 12 requests so far are taken for those of scrapes',
    };
    expect(play(times(61, { canary })).at(-1)).toMatchObject({
      reason:
        '3 requests of users in the step (at least 20 are needed for a verdict, about 12 requests so far are taken for those of scrapes)',
    });
  });

  it('are never fewer than none', () => {
    expect(play(times(61, total(990)), {}, before(1000)).at(-1)).toMatchObject({
      reason: expect.stringMatching(/^0 requests/),
    });
  });

  it('that stop are waited for a minute long, then the canary is taken for hanging', () => {
    const empty = { canary: { requests: 0, errorPercent: undefined, p99: undefined } };
    const decisions = play([...times(30), ...times(62, empty)]);
    expect(decisions[60]).toMatchObject({ kind: 'hold', pending: ['no requests answered for 30 s of 60 s'] });
    expect(first(decisions, 'rollback')).toBe(90);
    expect(decisions[90]).toMatchObject({
      rule: 'requests',
      reason: 'it answered no requests any more for 60 s',
    });
    expect(first(play([...times(30), ...times(50, empty), undefined]), 'advance')).toBe(80);
  });

  it('that stopped at its begin end a step at its very end, not a millisecond earlier', () => {
    const empty = { canary: { requests: 0, errorPercent: undefined } };
    expect(first(play(times(62, empty)), 'rollback')).toBe(60);
    expect(first(play(times(62, empty), { stepMs: 60_001 }), 'rollback')).toBe(61);
  });

  it('that are too few are not waited for', () => {
    const empty = { canary: { requests: 0, errorPercent: undefined, totalRequests: 7 } };
    expect(first(play(times(70, empty)), 'rollback')).toBe(60);
  });
});

describe('a query of the user in place of counters', () => {
  const ratio = { requests: undefined, totalRequests: undefined, totalErrors: undefined, pods: undefined };
  const value: Facts = { canary: ratio };
  const nothing: Facts = { canary: { ...ratio, errorPercent: undefined } };
  const byRatio = { minRequests: 0, counting: 'ratio' } as const;

  it('must give a value in more than half of the polls', () => {
    expect(first(play([...times(29, nothing), ...times(32, value)], byRatio), 'advance')).toBe(60);
    const few = play([...times(31, nothing), ...times(30, value)], byRatio);
    expect(few[60]).toMatchObject({ kind: 'rollback', reason: 'error-query gave a value in 30 of 61 polls' });
    const half = play([...times(1, nothing), ...times(30, value), ...times(30, nothing), value], byRatio);
    expect(half[60]?.kind).toBe('rollback');
  });

  it('does not count polls in which Prometheus was down', () => {
    const down = { metrics: 'down' } as const;
    const decisions = play([...times(20, down), ...times(70, value)], byRatio);
    expect(first(decisions, 'advance')).toBeGreaterThan(60);
    expect(first(decisions, 'rollback')).toBe(-1);
  });

  it('that gives nothing any more is waited for', () => {
    const decisions = play([...times(55, value), ...times(70, nothing)], byRatio);
    expect(decisions[60]?.kind).toBe('hold');
    const end = decisions[first(decisions, 'rollback')];
    expect(end).toMatchObject({ rule: 'requests', hint: expect.stringContaining('error-query') });
  });

  it('has a hint of its own', () => {
    const rule = RULES.find(({ name }) => name === 'requests');
    expect(rule?.hint(limits)).toContain('min-requests');
    expect(rule?.hint({ ...limits, counting: 'ratio' })).toContain('ask error-query by hand');
  });
});
