import { CancelledError, type Logger, PolicyError } from '@fairlead/core';
import { ROLLOUT, type Rollout } from '@fairlead/kube';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { warnIfNoRollout } from '../src/argo/end-rollout.ts';
import { observeRollout } from '../src/argo/observe-rollout.ts';
import { isSameOrder } from '../src/argo/order-note.ts';
import { weightOf } from '../src/argo/rollout.ts';
import { setImage } from '../src/argo/set-image.ts';
import { takeBack } from '../src/argo/take-back.ts';
import { backWords, sayFailure } from '../src/argo/words.ts';
import type { Target } from '../src/cluster/target.ts';
import type { CanaryContext } from '../src/context.ts';
import { NEW, OLD, stableDeployment } from './world/objects.ts';

type Status = Rollout['status'] & object;
const steps = [{ setWeight: 20 }, { pause: { duration: '10s' } }, { setWeight: 60 }, { pause: {} }];
const BY_HAND = 'RolloutAborted: Rollout aborted update to revision 2';

const rolloutOf = (image: string, status: Partial<Status>, annotations = {}): Rollout => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'orders', namespace: 'shop', generation: 3, annotations },
  spec: { replicas: 3, strategy: { canary: { steps } }, template: stableDeployment(image).spec.template },
  status: { observedGeneration: '3', currentPodHash: 'b', stableRS: 'a', currentStepIndex: 0, ...status },
});
const noted = (order: string) => ({
  'fairlead.dev/last-order': JSON.stringify({ order, by: 'octocat', at: 'now' }),
});
const promoted: Partial<Status> = { phase: 'Healthy', stableRS: 'b' };

/** A cluster with a Rollout or none, seven seconds after the clock began. */
async function shop(first?: Rollout) {
  const clock = createFakeClock();
  await clock.sleep(7_000);
  const kube = createFakeKube('shop', clock);
  if (first !== undefined) kube.put(first);
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const log = { info: say, notice: say, warn: say } as unknown as Logger;
  const target = { kube, namespace: 'shop', workload: 'orders' } as unknown as Target;
  const later = (seconds: number, act: () => unknown): void =>
    clock.at(7_000 + seconds * 1_000, () => void act());
  const remove = () => kube.remove({ ...ROLLOUT, namespace: 'shop', name: 'orders' });
  return { clock, kube, lines, log, target, later, remove };
}
type Shop = Awaited<ReturnType<typeof shop>>;

const observe = ({ clock, log, target }: Shop) =>
  observeRollout({
    target,
    clock,
    log,
    signal: new AbortController().signal,
    container: 'orders',
    image: { text: NEW, digest: `sha256:${'b'.repeat(64)}` } as never,
    intervalMs: 1_000,
    seenWithinMs: 20_000,
    pauseTimeoutMs: 30_000,
    tell: () => {},
  });

describe('following a Rollout', () => {
  it('tells each state once, and ends when it is promoted', async () => {
    const its = await shop(rolloutOf(NEW, { phase: 'Progressing' }));
    its.later(5, () => its.kube.put(rolloutOf(NEW, promoted)));
    await observe(its);
    expect(its.clock.monotonic()).toBe(12_000);
    expect(its.lines.map((line) => line.split(' |')[0])).toEqual([
      'rollout: Progressing',
      'rollout: Healthy',
    ]);
  });

  it('ends when the Rollout is deleted', async () => {
    const its = await shop(rolloutOf(NEW, { phase: 'Progressing' }));
    its.later(3, its.remove);
    await expect(observe(its)).rejects.toMatchObject({
      code: 'CANARY_STABLE_CHANGED',
      message: expect.stringContaining('the Rollout orders was deleted while'),
    });
  });

  it('gives a controller just so long to see the image', async () => {
    const its = await shop(rolloutOf(NEW, { phase: 'Progressing', observedGeneration: '0' }));
    await expect(observe(its)).rejects.toMatchObject({
      code: 'CANARY_NOT_OBSERVED',
      message: 'no controller took up the Rollout orders for 20 s',
    });
    expect(its.clock.monotonic()).toBe(27_000);
  });

  it.each([
    ['CanaryPauseStep', '(CanaryPauseStep)'],
    ['', '(no reason given)'],
  ])('gives somebody just so long to end a pause (%j)', async (message, words) => {
    const its = await shop(rolloutOf(NEW, { phase: 'Progressing' }));
    const reason = 'CanaryPauseStep';
    const paused = { phase: 'Paused', message, currentStepIndex: 3, pauseConditions: [{ reason }] };
    its.later(4, () => its.kube.put(rolloutOf(NEW, paused as Partial<Status>)));
    await expect(observe(its)).rejects.toMatchObject({
      code: 'CANARY_PAUSE_EXPIRED',
      message: `nobody promoted the Rollout orders within 30 s of its pause ${words}`,
    });
    expect(its.clock.monotonic()).toBe(41_000);
  });

  it('has no limit for a pause that ends by itself, nor for what goes on', async () => {
    const reason = 'CanaryPauseStep';
    const paused = { phase: 'Paused', currentStepIndex: 1, pauseConditions: [{ reason }] };
    const its = await shop(rolloutOf(NEW, paused as Partial<Status>));
    its.later(40, () => its.kube.put(rolloutOf(NEW, { phase: 'Progressing', currentStepIndex: 2 })));
    its.later(80, () => its.kube.put(rolloutOf(NEW, promoted)));
    await observe(its);
    expect(its.clock.monotonic()).toBe(87_000);
  });

  it.each([
    [BY_HAND, {}, 'CANARY_ABORTED', BY_HAND],
    [BY_HAND, noted('abort'), 'CANARY_ABORTED', BY_HAND],
    [`${BY_HAND}: Metric "errors" assessed Failed`, {}, 'CANARY_FAILED', 'assessed Failed'],
    ['', {}, 'CANARY_FAILED', 'its controller gives no reason'],
  ])('names nobody who has not ordered it: %j', async (message, annotations, code, end) => {
    const its = await shop(rolloutOf(NEW, { phase: 'Degraded', message }, annotations));
    await expect(observe(its)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`${end}$`)),
    });
  });

  it.each([
    ['abort', BY_HAND, ', by octocat'],
    ['resume', BY_HAND, 'revision 2'],
    ['abort', `${BY_HAND}: too slow`, ': too slow'],
  ])('names who ordered it meanwhile: %s, %j', async (order, message, end) => {
    const its = await shop(rolloutOf(NEW, { phase: 'Progressing' }));
    its.later(2, () => its.kube.put(rolloutOf(NEW, { phase: 'Degraded', message }, noted(order))));
    await expect(observe(its)).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`${end}$`)),
    });
  });
});

describe('taking a Rollout back', () => {
  const back = ({ target, clock, log }: Shop, change?: { from: string; to: string }) =>
    takeBack({ target, clock, log, timeoutMs: 10_000 }, change);

  it('has nothing to do where there is none', async () => {
    expect(await back(await shop())).toEqual({ seconds: 0, rollout: 'deleted' });
  });

  it('ends at once where it is deleted meanwhile', async () => {
    const its = await shop(rolloutOf(NEW, { phase: 'Progressing' }));
    its.later(2, its.remove);
    expect(await back(its)).toEqual({ seconds: 2, rollout: 'deleted' });
  });

  it('waits until the controller calls it degraded, and says what it says', async () => {
    const its = await shop(rolloutOf(NEW, { phase: 'Progressing' }));
    its.later(3, () => its.kube.put(rolloutOf(NEW, { phase: 'Degraded', message: 'aborted' })));
    expect(await back(its)).toEqual({ seconds: 3, rollout: 'Degraded: aborted' });
  });

  it('waits no longer than it may: for the abort, then for the old version', async () => {
    const its = await shop(rolloutOf(NEW, { phase: 'Progressing' }));
    expect(await back(its, { from: OLD, to: NEW })).toEqual({ seconds: 25, rollout: 'Progressing' });
    expect(its.lines).toEqual([`image ${OLD} is written back`]);
  });

  it('of an update that is promoted only the image is written', async () => {
    const its = await shop(rolloutOf(NEW, promoted));
    expect(await back(its, { from: OLD, to: OLD })).toEqual({ seconds: 0, rollout: 'Healthy' });
    expect(its.lines).toEqual([]);
  });

  it('is told in one sentence, and a run that was cancelled stays one', () => {
    const done = { seconds: 1.25, rollout: 'Healthy' };
    const words = backWords(done, undefined);
    expect(words).toBe('the update is aborted (after 1.3 s); the Rollout: Healthy');
    const cancelled = sayFailure(new CancelledError('following'), done, undefined);
    expect(cancelled).toBeInstanceOf(CancelledError);
    expect(cancelled.message).toContain(words);
    const failed = new PolicyError({ code: 'CANARY_FAILED', message: 'degraded', hint: '' });
    expect(sayFailure(failed, done, undefined)).toMatchObject({
      code: 'CANARY_FAILED',
      kind: 'policy',
      message: `degraded; ${words}`,
    });
  });
});

describe('the image of a Rollout', () => {
  it('is written where the old one runs, and nothing else is', async () => {
    const its = await shop(rolloutOf(OLD, {}));
    expect(await setImage(its.target, { from: OLD, to: NEW })).toBe(true);
    expect(await setImage(its.target, { from: OLD, to: NEW })).toBe(false);
    const [after] = its.kube.objects().filter(({ kind }) => kind === 'Rollout') as Rollout[];
    expect(after?.spec.template).toEqual(stableDeployment(NEW).spec.template);
  });

  it('is not written into what is not there', async () => {
    expect(await setImage((await shop()).target, { from: OLD, to: NEW })).toBe(false);
    const { template: _, ...spec } = rolloutOf(OLD, {}).spec;
    const its = await shop({ ...rolloutOf(OLD, {}), spec } as Rollout);
    expect(await setImage(its.target, { from: OLD, to: NEW })).toBe(false);
  });
});

it('has no share before the first step that gives it one', () => {
  const rollout = rolloutOf(NEW, {});
  const from = (first: readonly object[]) =>
    weightOf({
      ...rollout,
      spec: { ...rollout.spec, strategy: { canary: { steps: [...first, ...steps] } } },
    } as Rollout);
  expect(from([])).toBe(20);
  expect(from([{ pause: {} }])).toBe(0);
});

it('takes an order for the same only if all of it is', () => {
  const note = { order: 'abort', by: 'us', at: 'now' } as const;
  for (const other of [
    { order: 'pause' },
    { by: 'them' },
    { at: 'then' },
    { by: 'them', at: 'then' },
  ] as const)
    expect(isSameOrder(note, { ...note, ...other })).toBe(false);
  expect(isSameOrder({ ...note, order: 'pause', by: 'them' }, note)).toBe(false);
});

it('warns of a Rollout that is still not there', async () => {
  const said = async (its: Shop) => {
    await warnIfNoRollout({ log: its.log } as CanaryContext, its.target);
    return its.lines.join();
  };
  expect(await said(await shop())).toContain('Rollout orders still does not exist in namespace shop');
  expect(await said(await shop(rolloutOf(OLD, {})))).toBe('');
});
