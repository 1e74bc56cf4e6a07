import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICIES } from '../src/verdict/policies.ts';
import { ACTING, ruleActionProblem } from '../src/verdict/rule-actions.ts';
import type { Decision, Limits } from '../src/verdict/types.ts';
import { createWorld } from './world/create-world.ts';
import { type Facts, first, kinds, play, times } from './world/looks.ts';
import { last } from './world/views.ts';

const policies = (change: Partial<typeof DEFAULT_POLICIES>): Partial<Limits> => ({
  policies: { ...DEFAULT_POLICIES, ...change },
});
const bad: Facts = { canary: { errorPercent: 20, requests: 100 } };
const ended = (decisions: readonly Decision[]): Decision | undefined =>
  decisions.find(({ kind }) => kind === 'rollback');

describe("CAN-02: what a rule's no does", () => {
  it('rolls back where nothing else is said', () => {
    expect(first(play(times(40, bad)), 'rollback')).toBe(30);
  });

  it('pauses at the smallest step once, and goes on when it got well', () => {
    const decisions = play([...times(40, bad), ...times(60)], { actions: { 'error-rate': 'pause' } });
    expect(kinds(decisions).filter((kind) => kind === 'pause' || kind === 'resume')).toEqual([
      'pause',
      'resume',
    ]);
    expect(first(decisions, 'pause')).toBe(30);
    expect(first(decisions, 'resume')).toBe(39 + 30);
    expect(decisions[69]).toMatchObject({ reason: 'it was well for 30 s' });
    expect(decisions[31]).toMatchObject({
      pending: [expect.stringContaining('paused for 1 s of 300 s: error rate was')],
    });
  });

  it('rolls back a pause that lasts, with a code of its own', () => {
    const decisions = play(times(340, bad), policies({ onFail: 'pause' }));
    expect(first(decisions, 'rollback')).toBe(330);
    expect(decisions[330]).toMatchObject({
      code: 'CANARY_PAUSE_EXPIRED',
      rule: 'error-rate',
      reason: expect.stringContaining('it did not get well during a pause of 300 s: error rate was'),
    });
  });

  it('waits for somebody where a pause is to', () => {
    const decisions = play(times(900, bad), {
      ...policies({ onPause: 'wait' }),
      actions: { 'error-rate': 'pause' },
    });
    expect(ended(decisions)).toBeUndefined();
    expect(first(decisions, 'advance')).toBe(-1);
    expect(decisions.at(-1)).toMatchObject({ pending: [expect.stringMatching(/^paused for 869 s: /)] });
    const slow = { canary: { p99: { ms: 3000, atLeast: false } } };
    const held = play(times(900, slow), policies({ onPause: 'wait' }));
    expect(ended(held)).toBeUndefined();
    expect(ended(play(times(900, slow)))).toMatchObject({ code: 'CANARY_PAUSE_EXPIRED' });
  });

  it('only tells, at every look, and the step passes', () => {
    const decisions = play(times(70, bad), { actions: { 'error-rate': 'alert' } });
    expect(first(decisions, 'advance')).toBeGreaterThanOrEqual(60);
    expect(decisions[29]).not.toHaveProperty('alerts');
    expect(decisions[30]).toMatchObject({ kind: 'hold', alerts: [{ rule: 'error-rate' }] });
    expect(ended(decisions)).toBeUndefined();
  });

  it("tells of one rule and rolls back for another's no", () => {
    const restarted = { ...bad, pods: { restarts: 1 } };
    const decisions = play([...times(35, bad), restarted], { actions: { 'error-rate': 'alert' } });
    expect(decisions[35]).toMatchObject({
      kind: 'rollback',
      rule: 'restarts',
      alerts: [{ rule: 'error-rate' }],
    });
  });
});

describe('the six verdicts and their policies', () => {
  const silent: Facts = {
    canary: { requests: 0, errorPercent: undefined, totalRequests: 0, totalErrors: 0 },
  };

  it('no data: rolled back at the end of the step, or held for more first; never a pass', () => {
    expect(ended(play(times(61, silent)))).toMatchObject({ code: 'CANARY_NO_DATA' });
    const waiting = play(times(400, silent), policies({ onNoData: 'wait' }));
    expect(first(waiting, 'rollback')).toBe(360);
    expect(ended(waiting)).toMatchObject({ code: 'CANARY_NO_DATA' });
    expect(first(waiting, 'advance')).toBe(-1);
  });

  it('no data that comes late is judged by then', () => {
    const decisions = play([...times(80, silent), ...times(40)], policies({ onNoData: 'wait' }));
    expect(ended(decisions)).toBeUndefined();
    expect(first(decisions, 'advance')).toBeGreaterThan(79);
  });

  it('inconclusive: held, or given back at once without blame', () => {
    const both = { ...bad, stable: { errorPercent: 20 } };
    expect(ended(play(times(100, both)))).toBeUndefined();
    const decisions = play(times(100, both), policies({ onInconclusive: 'rollback' }));
    expect(ended(decisions)).toMatchObject({
      code: 'CANARY_INCONCLUSIVE',
      reason: expect.stringContaining('since stable suffers as well'),
    });
    expect(first(decisions, 'rollback')).toBe(30);
  });

  it('metrics down: held for a while, or given back at once', () => {
    const down: Facts = { metrics: 'down' };
    expect(first(play([undefined, ...times(80, down)]), 'rollback')).toBe(61);
    const decisions = play([undefined, down], policies({ onMetricsDown: 'rollback' }));
    expect(decisions[1]).toMatchObject({ kind: 'rollback', code: 'CANARY_METRICS_DOWN' });
  });

  it('alert and pause are for rules that speak against the version, not for what was never known', () => {
    expect(ACTING).toEqual(
      expect.arrayContaining(['restarts', 'readiness', 'evidence', 'silence', 'error-rate', 'latency']),
    );
    for (const rule of ['requests', 'metrics-down', 'measured-pods', 'known-latency', 'deleted'])
      expect(ruleActionProblem(rule, 'alert')).toContain('is no rule with an action');
    expect(ruleActionProblem('latency', 'alert')).toBeUndefined();
    expect(ruleActionProblem('latency', 'pass')).toBe('cannot be "pass", only rollback, pause, alert');
    expect(ended(play(times(61, silent), policies({ onFail: 'alert' })))).toMatchObject({
      code: 'CANARY_NO_DATA',
    });
  });
});

describe('a run', () => {
  it('passes with an alert only, says so, and tells the webhook', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    expect(await world.main({ 'on-fail': 'alert' }), last(world)).toBe('success');
    expect(world.outputs['reason']).toMatch(
      /^orders@.* passed 2 steps .* % errors; alerts of evidence, error-rate$/,
    );
    expect(world.log.filter((line) => line.includes('alert of the rule evidence'))).toHaveLength(1);
  });

  it('does not pause a version that has all traffic', async () => {
    const world = createWorld({ gateway: true });
    await world.main({ strategy: 'blue-green', 'rule-actions': 'latency=pause', 'on-fail': 'pause' });
    expect(last(world)).toContain('INPUT_INVALID');
    const log = world.log.join('\n');
    expect(log).toContain('rule-actions');
    expect(log).toContain('on-fail');
    expect(log).toContain('pauses at a smaller share, and a switch has none');
  });
});
