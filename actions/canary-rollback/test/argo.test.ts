import { pauseEndsAlone, phaseOfRollout, ROLLOUT, type Rollout } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { isSameOrder, lastOrder } from '../src/argo/order-note.ts';
import { patchOf } from '../src/argo/patches.ts';
import { isPromoted, placeWords, weightOf } from '../src/argo/rollout.ts';
import { createWorld } from './world/create-world.ts';
import { NEW, OLD, stableDeployment } from './world/objects.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

const argo = { backend: 'argo-rollouts', interval: '1s' };
const steps = [{ setWeight: 20 }, { pause: { duration: '10s' } }, { setWeight: 60 }, { pause: {} }];

function rolloutOf(change: Partial<Rollout['spec']> = {}, status: Rollout['status'] = {}): Rollout {
  const { spec } = stableDeployment(OLD);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'orders', namespace: 'shop', generation: 3 },
    spec: { replicas: 3, strategy: { canary: { steps } }, template: spec.template, ...change },
    status: {
      phase: 'Healthy',
      observedGeneration: '3',
      currentPodHash: 'a',
      stableRS: 'a',
      currentStepIndex: 4,
      ...status,
    },
  };
}

const rolloutIn = ({ kube }: World): Rollout =>
  kube.objects().find(({ kind }) => kind === 'Rollout') as Rollout;
const imageIn = (world: World): string | undefined =>
  rolloutIn(world).spec.template?.spec.containers[0]?.image;

/** A cluster with a Rollout, and what its controller says so many milliseconds after it saw the new image. */
function argoWorld(says: readonly (readonly [afterMs: number, status: Rollout['status']])[]): World {
  const world = createWorld({ stable: false });
  world.kube.put(rolloutOf());
  let seen = false;
  world.kube.onChange((object, verb) => {
    world.react(object, verb);
    if (object.kind !== 'Rollout') return;
    const rollout = object as Rollout;
    const image = rollout.spec.template?.spec.containers[0]?.image;
    const observedGeneration = String(rollout.metadata.generation);
    const say = (status: Rollout['status']): void => {
      const now = rolloutIn(world);
      world.kube.put({
        ...now,
        status: { ...now.status, observedGeneration: String(now.metadata.generation), ...status },
      });
    };
    if (image === OLD && seen)
      say({ phase: 'Healthy', message: '', abort: false, currentPodHash: 'a', observedGeneration });
    else if (rollout.status?.abort === true)
      say({
        phase: 'Degraded',
        message: rollout.status.message || 'RolloutAborted: Rollout aborted update to revision 2',
      });
    if (image !== NEW || seen) return;
    seen = true;
    say({ phase: 'Progressing', currentPodHash: 'b', currentStepIndex: 0 });
    for (const [after, status] of says) world.clock.at(world.clock.monotonic() + after, () => say(status));
  });
  return world;
}

describe('CAN-08 the orders to Argo Rollouts', () => {
  const paused = rolloutOf(
    { paused: true },
    { phase: 'Paused', pauseConditions: [{ reason: 'CanaryPauseStep' }] },
  );

  it.each([
    ['pause', rolloutOf(), { spec: { paused: true } }],
    ['pause', paused, {}],
    ['resume', paused, { spec: { paused: false } }],
    ['resume', rolloutOf(), {}],
    ['abort', rolloutOf(), { status: { abort: true } }],
    ['abort', rolloutOf({}, { abort: true }), {}],
    ['retry', rolloutOf({}, { abort: true }), { status: { abort: false } }],
    ['retry', rolloutOf(), {}],
    ['promote', paused, { spec: { paused: false }, status: { pauseConditions: null } }],
    [
      'promote',
      rolloutOf({}, { currentStepIndex: 1, pauseConditions: [] }),
      { status: { pauseConditions: null, currentStepIndex: 2 } },
    ],
    ['promote', rolloutOf({}, {}), { status: { pauseConditions: null, currentStepIndex: 4 } }],
    ['promote', rolloutOf({ strategy: { blueGreen: {} } }), {}],
  ] as const)('%s', (order, rollout, patch) => {
    expect(patchOf(order, rollout)).toEqual(patch);
  });

  it.each([
    ['pause', 'paused', { paused: true }],
    ['resume', 'idle', {}],
    ['retry', 'idle', {}],
  ])('%s by command changes nothing else', async (command, outcome, spec) => {
    const world = createWorld({ stable: false });
    world.kube.put(rolloutOf());
    expect(await world.main({ ...argo, command })).toBe('success');
    expect(world.outputs['outcome']).toBe(outcome);
    expect(rolloutIn(world).spec).toEqual({ ...rolloutOf().spec, ...spec });
  });

  it('abort and retry are orders to the status, which is kept apart', async () => {
    const world = createWorld({ stable: false });
    world.kube.put(rolloutOf());
    await world.main({ ...argo, command: 'abort' });
    expect(world.outputs['outcome']).toBe('aborted');
    expect(rolloutIn(world).status?.abort).toBe(true);
    await world.main({ ...argo, command: 'retry' });
    expect(world.outputs['outcome']).toBe('retried');
    expect(rolloutIn(world).status?.abort).toBe(false);
    expect(rolloutIn(world).spec).toEqual(rolloutOf().spec);
  });
});

describe('CAN-08 what the controller of Argo Rollouts says', () => {
  it.each([
    ['an older spec', rolloutOf({}, { observedGeneration: '2' }), 'Progressing'],
    ['nothing yet', rolloutOf({}, { phase: undefined as never }), 'Progressing'],
    [
      'an order that it has not seen',
      rolloutOf({}, { phase: 'Paused', controllerPause: true, pauseConditions: [] }),
      'Progressing',
    ],
    [
      'a pause',
      rolloutOf(
        {},
        { phase: 'Paused', controllerPause: true, pauseConditions: [{ reason: 'CanaryPauseStep' }] },
      ),
      'Paused',
    ],
    ['that it is well', rolloutOf(), 'Healthy'],
    ['that it is not', rolloutOf({}, { phase: 'Degraded' }), 'Degraded'],
    ['what nobody knows', rolloutOf({}, { phase: 'Unknown' }), 'Progressing'],
  ])('%s', (_, rollout, phase) => {
    expect(phaseOfRollout(rollout).phase).toBe(phase);
  });

  it('tells how far it is', () => {
    const at = (currentStepIndex: number, rest: Rollout['status'] = {}): Rollout =>
      rolloutOf({}, { currentStepIndex, currentPodHash: 'b', ...rest });
    expect(placeWords(at(1))).toBe('step 2 of 4, 20 % to the new version');
    expect(placeWords(rolloutOf())).toBe('step 4 of 4, 100 % to the new version');
    expect(weightOf(at(2))).toBe(60);
    expect(weightOf(at(2, { canary: { weights: { canary: { weight: 33 } } } }))).toBe(33);
    expect(weightOf(at(2, { abort: true }))).toBe(0);
    expect(placeWords(rolloutOf({ strategy: { blueGreen: {} } }, { currentPodHash: 'b' }))).toBe('');
    expect(isPromoted(at(1))).toBe(false);
  });

  it('knows which pauses end by themselves', () => {
    const at = (currentStepIndex: number, reason = 'CanaryPauseStep', spec: object = {}): boolean =>
      pauseEndsAlone(rolloutOf(spec, { currentStepIndex, pauseConditions: [{ reason }] }));
    expect(at(1)).toBe(true);
    expect(at(3)).toBe(false);
    expect(at(1, 'InconclusiveAnalysisRun')).toBe(false);
    expect(at(1, 'CanaryPauseStep', { paused: true })).toBe(false);
  });
});

describe('CAN-08 a run with backend argo-rollouts', () => {
  it('gives the Rollout its image, follows it, and passes when it is promoted', async () => {
    const world = argoWorld([
      [
        5_000,
        {
          currentStepIndex: 1,
          phase: 'Paused',
          message: 'CanaryPauseStep',
          pauseConditions: [{ reason: 'CanaryPauseStep' }],
        },
      ],
      [
        15_000,
        {
          phase: 'Healthy',
          message: '',
          currentPodHash: 'b',
          stableRS: 'b',
          currentStepIndex: 4,
          pauseConditions: [],
        },
      ],
    ]);
    expect(await world.main(argo)).toBe('success');
    expect(world.outputs).toMatchObject({ outcome: 'passed', share: '100', seconds: '15' });
    expect(imageIn(world)).toBe(NEW);
    expect(world.log.join('\n')).toContain(
      'rollout: Paused | step 2 of 4, 20 % to the new version | CanaryPauseStep',
    );
    expect(await world.post()).toBe('success');
    expect(imageIn(world)).toBe(NEW);
    expect(await world.main(argo)).toBe('success');
    expect(world.outputs['outcome']).toBe('unchanged');
  });

  it('counts its seconds from its own begin, and says what it would do instead where it is dry', async () => {
    const promoted = { phase: 'Healthy', message: '', currentPodHash: 'b', stableRS: 'b' } as const;
    const world = argoWorld([[600_000, promoted]]);
    await world.clock.sleep(50_000);
    expect(await world.main({ ...argo, 'dry-run': 'true' })).toBe('success');
    expect(imageIn(world)).toBe(OLD);
    expect(world.calls()).toEqual([]);
    expect(await world.main({ ...argo, command: 'abort', 'dry-run': 'true' })).toBe('success');
    expect(world.calls()).toEqual([]);
    expect(await world.main(argo)).toBe('success');
    expect(world.outputs).toMatchObject({ outcome: 'passed', seconds: '600' });
  });

  it('follows an update that is on its way to the image already, whoever owns the Rollout', async () => {
    const world = createWorld({ stable: false });
    const labels = { 'argocd.argoproj.io/instance': 'orders' };
    const annotations = { 'argocd.argoproj.io/tracking-id': 'orders:argoproj.io/Rollout:shop/orders' };
    const at = (status: Rollout['status']): Rollout => {
      const rollout = rolloutOf({ template: stableDeployment(NEW).spec.template }, status);
      return { ...rollout, metadata: { ...rollout.metadata, labels, annotations } };
    };
    world.kube.put(at({ phase: 'Healthy', currentPodHash: 'b' }));
    world.clock.at(5_000, () => world.kube.put(at({ phase: 'Healthy', currentPodHash: 'b', stableRS: 'b' })));
    expect(await world.main(argo)).toBe('success');
    expect(world.outputs).toMatchObject({ outcome: 'passed', 'stable-digest': '' });
    expect(world.log.join('\n')).toContain('is on its way to orders@sha256:bbbbbbbbbbbb already');
  });

  it.each([
    ['well but not promoted', { phase: 'Healthy', currentPodHash: 'x' }],
    ['promoted but not well', { phase: 'Degraded' }],
  ] as const)('does not go back to an image that was %s', async (_, status) => {
    const world = argoWorld([[3_000, { phase: 'Degraded', message: 'too many errors', abort: true }]]);
    world.kube.put(rolloutOf({}, status));
    expect(await world.main(argo)).toBe('failure');
    expect(last(world)).toContain('too many errors; the update is aborted');
    expect(imageIn(world)).toBe(NEW);
  });

  it.each([
    [rolloutOf(), ['Phase    Healthy', 'Step     step 4 of 4, 100 % to the new version'], 'idle', '100'],
    [
      rolloutOf(
        { strategy: { blueGreen: {} } },
        { phase: 'Degraded', message: 'too slow', currentPodHash: 'b' },
      ),
      ['Phase    Degraded: too slow'],
      'observing',
      '',
    ],
    [
      rolloutOf(
        { paused: true },
        {
          phase: 'Paused',
          currentPodHash: 'b',
          currentStepIndex: 0,
          pauseConditions: [{ reason: 'CanaryPauseStep' }],
        },
      ),
      ['Phase    Paused: paused by hand', 'Step     step 1 of 4, 20 % to the new version'],
      'paused',
      '20',
    ],
  ] as const)('status shows how a Rollout stands: %#', async (rollout, rows, outcome, share) => {
    const world = createWorld({ stable: false });
    world.kube.put(rollout);
    expect(await world.main({ ...argo, command: 'status' })).toBe('success');
    expect(
      world.log.filter((line) => /(?:Phase|Step) {4,}/.test(line)).map((line) => line.replace(/^info: /, '')),
    ).toEqual(rows);
    expect(world.outputs).toMatchObject({
      outcome,
      share,
      reason: expect.stringContaining(rows[0].split(/: | {4}/).at(-1) ?? ''),
    });
    expect(world.calls()).toEqual([]);
  });

  it('ends at once with the words of a degraded Rollout, and brings the old image back', async () => {
    const why = 'RolloutAborted: Rollout aborted update to revision 2: Metric "errors" assessed Failed';
    const world = argoWorld([[3_000, { phase: 'Degraded', message: why, abort: true }]]);
    expect(await world.main(argo)).toBe('failure');
    expect(last(world)).toContain(
      `the Rollout orders is degraded: ${why}; the image is orders@sha256:aaaaaaaaaaaa again`,
    );
    expect(world.outputs).toMatchObject({ outcome: 'rolled-back', share: '0' });
    expect(world.clock.monotonic()).toBeLessThan(10_000);
    expect(imageIn(world)).toBe(OLD);
  });

  describe('whose new pods cannot start', () => {
    const labels = { 'rollouts-pod-template-hash': 'b' };
    const waiting = { waiting: { reason: 'InvalidImageName', message: 'no' } };
    const putPods = (world: World): void => {
      const owner = (kind: string, name: string) => ({ apiVersion: 'apps/v1', kind, name, uid: name });
      const metadata = { name: 'orders-b', namespace: 'shop', labels };
      const set = { ...metadata, ownerReferences: [owner('Rollout', 'orders')] };
      world.kube.put({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: set });
      const { uid = '' } = world.kube.objects().find(({ kind }) => kind === 'ReplicaSet')?.metadata ?? {};
      const inSet = [{ ...owner('ReplicaSet', 'orders-b'), uid }];
      world.kube.put({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...metadata, name: 'orders-b-1', ownerReferences: inSet },
        spec: { containers: [{ name: 'orders', image: NEW }] },
        status: {
          phase: 'Pending',
          containerStatuses: [{ name: 'orders', ready: false, state: waiting }],
        },
      });
    };
    const why = 'Rollout orders: container orders: ';

    it('ends at once with what they say, and its controller is not waited for', async () => {
      const world = argoWorld([]);
      world.clock.at(4_000, () => putPods(world));
      expect(await world.main(argo)).toBe('failure');
      expect(last(world)).toContain(`CANARY_NOT_READY: orders@sha256:bbbbbbbbbbbb: pods of the Rollout`);
      expect(last(world)).toContain(why);
      expect(world.outputs).toMatchObject({ outcome: 'rolled-back', share: '0' });
      expect(world.clock.monotonic()).toBeLessThan(15_000);
      expect(imageIn(world)).toBe(OLD);
    });

    it('ends with the words of its controller and theirs when that has given up first', async () => {
      const message = 'ReplicaSet "orders-b" has timed out progressing.';
      const world = argoWorld([[3_000, { phase: 'Degraded', message }]]);
      world.clock.at(2_999, () => putPods(world));
      expect(await world.main({ ...argo, interval: '5s' })).toBe('failure');
      expect(last(world)).toContain(`CANARY_FAILED: `);
      expect(last(world)).toContain(`is degraded: ${message}; ${why}`);
    });

    it('ends with the words of its controller where nobody may look at them', async () => {
      const message = 'ReplicaSet "orders-b" has timed out progressing.';
      const world = argoWorld([[9_000, { phase: 'Degraded', message }]]);
      putPods(world);
      Object.assign(world.kube, { list: () => Promise.reject(new Error('no')) });
      expect(await world.main(argo)).toBe('failure');
      expect(last(world)).toContain(`is degraded: ${message}`);
    });
  });

  it('hears an abort by hand', async () => {
    const world = argoWorld([]);
    world.clock.at(5_000, () => void world.main({ ...argo, command: 'abort' }, '2002'));
    expect(await world.main(argo)).not.toBe('success');
    expect(last(world)).toContain('CANARY_ABORTED');
    expect(world.outputs['outcome']).toBe('aborted');
    expect(imageIn(world)).toBe(OLD);
  });

  it('tells who gave an order, and the reason of an alert, but not of an order to an earlier update', async () => {
    const world = argoWorld([]);
    const earlier = { order: 'abort', by: 'run 1 of hubot because of "old"', at: '2026-01-01T00:00:00.000Z' };
    const metadata = { annotations: { 'fairlead.dev/last-order': JSON.stringify(earlier) } };
    await world.kube.mergePatch({ ...ROLLOUT, namespace: 'shop', name: 'orders' }, { metadata });
    const ordered = (command: string, reason: string) => (): void =>
      void world.main({ ...argo, command, reason }, '2002');
    world.clock.at(3_000, ordered('pause', 'a look at the dashboards'));
    world.clock.at(6_000, ordered('resume', ''));
    world.clock.at(9_000, ordered('abort', 'HighErrorRate'));
    expect(await world.main(argo)).not.toBe('success');
    const log = world.log.join('\n');
    expect(log).toContain(
      'notice: rollout: pause was ordered by run 2002 of octocat because of "a look at the dashboards"',
    );
    expect(log).toContain('notice: rollout: resume was ordered by run 2002 of octocat');
    expect(log).toContain(
      'the controller was asked to abort the Rollout orders by run 2002 of octocat because',
    );
    expect(last(world)).toContain(
      'aborted update to revision 2, by run 2002 of octocat because of "HighErrorRate"; the image is',
    );
    expect(log).not.toContain('hubot');
    expect(world.outputs['outcome']).toBe('aborted');
  });

  it('is given by who may write the status alone: no abort hangs on a note', async () => {
    const world = createWorld({ stable: false });
    world.kube.put(rolloutOf());
    const { mergePatch } = world.kube;
    world.kube.mergePatch = async (ref, patch, options) => {
      if (options?.subresource === undefined) throw new Error('not allowed to patch rollouts');
      return mergePatch(ref, patch, options);
    };
    expect(await world.main({ ...argo, command: 'abort', reason: 'HighErrorRate' })).toBe('success');
    expect(rolloutIn(world).status?.abort).toBe(true);
    expect(world.log.join('\n')).toContain(
      'could not be noted at the Rollout: not allowed to patch rollouts',
    );
  });

  it('blames nobody where the note of an order is no note', () => {
    const noted = (text: string) => {
      const rollout = rolloutOf();
      return lastOrder({ ...rollout, metadata: { ...rollout.metadata, annotations: { [NOTE]: text } } });
    };
    const NOTE = 'fairlead.dev/last-order';
    for (const text of ['', 'null', '7', '{}', '{"order":"abort","by":7,"at":""}'])
      expect(noted(text)).toBeUndefined();
    const note = { order: 'abort', by: 'us', at: 'now' } as const;
    expect(noted(JSON.stringify(note))).toEqual(note);
    expect(isSameOrder(note, { ...note })).toBe(true);
    expect(isSameOrder(note, { ...note, at: 'later' })).toBe(false);
    expect(isSameOrder(undefined, note)).toBe(false);
  });

  it.each([
    ['CanaryPauseStep', 'CANARY_PAUSE_EXPIRED', 'rolled-back'],
    ['InconclusiveAnalysisRun', 'CANARY_INCONCLUSIVE', 'inconclusive'],
  ])('waits so long for somebody to end a pause (%s)', async (reason, code, outcome) => {
    const world = argoWorld([
      [1_000, { phase: 'Paused', message: reason, currentStepIndex: 3, pauseConditions: [{ reason }] }],
    ]);
    expect(await world.main({ ...argo, 'pause-timeout': '30s' })).toBe('failure');
    expect(last(world)).toContain(code);
    expect(world.outputs['outcome']).toBe(outcome);
    expect(imageIn(world)).toBe(OLD);
  });

  it('does not wait for a controller that is not there', async () => {
    const world = createWorld({ stable: false });
    world.kube.put(rolloutOf());
    world.kube.onChange((object) => {
      if (object.kind !== 'Rollout') return;
      const now = object as Rollout;
      world.kube.put({ ...now, status: { ...now.status, observedGeneration: '0' } });
    });
    expect(await world.main({ ...argo, 'ready-timeout': '20s' })).toBe('error');
    expect(last(world)).toContain('CANARY_NOT_OBSERVED: no controller took up the Rollout orders for 20 s');
    expect(imageIn(world)).toBe(OLD);
  });

  it('leaves a Rollout alone that somebody else deployed meanwhile', async () => {
    const other = `registry.example.com/orders@sha256:${'c'.repeat(64)}`;
    const world = argoWorld([]);
    world.clock.at(5_000, () => {
      const now = rolloutIn(world);
      world.kube.put({ ...now, spec: { ...now.spec, template: stableDeployment(other).spec.template } });
    });
    expect(await world.main(argo)).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_STABLE_CHANGED: the Rollout orders got the image orders@sha256:cccccccccccc',
    );
    expect(imageIn(world)).toBe(other);
  });

  it.each(['cancelled', 'killed'])('goes back when it is %s', async (how) => {
    const world = argoWorld([]);
    if (how === 'killed') world.diesAt = 'replace Rollout orders';
    else world.clock.at(5_000, () => world.abort.abort());
    expect(await world.main(argo)).not.toBe('success');
    world.diesAt = undefined;
    await world.post();
    expect(imageIn(world)).toBe(OLD);
  });

  it('does not go back to the image of an update that was aborted: that would try it again', async () => {
    const world = argoWorld([[3_000, { phase: 'Degraded', message: 'too many errors', abort: true }]]);
    world.kube.put(rolloutOf({}, { phase: 'Degraded', abort: true, currentPodHash: 'x' }));
    expect(await world.main(argo)).toBe('failure');
    expect(last(world)).toContain('the Rollout orders is degraded: too many errors; the update is aborted');
    expect(imageIn(world)).toBe(NEW);
    expect(rolloutIn(world).status?.abort).toBe(true);
  });

  it('only aborts what is on its way by somebody else', async () => {
    const world = createWorld({ stable: false });
    const spec = { template: stableDeployment(NEW).spec.template };
    world.kube.put(rolloutOf(spec, { phase: 'Progressing', currentPodHash: 'b', currentStepIndex: 0 }));
    world.clock.at(5_000, () => {
      world.kube.put(
        rolloutOf(spec, {
          phase: 'Degraded',
          message: 'ProgressDeadlineExceeded: too slow',
          currentPodHash: 'b',
        }),
      );
    });
    expect(await world.main(argo)).toBe('failure');
    expect(last(world)).toContain('ProgressDeadlineExceeded: too slow; the update is aborted');
    expect(imageIn(world)).toBe(NEW);
    expect(rolloutIn(world).status?.abort).toBe(true);
  });

  it('refuses what it cannot do before it changes anything', async () => {
    const busy = createWorld({ stable: false });
    busy.kube.put(
      rolloutOf(
        { template: stableDeployment(NEW.replaceAll('b', 'd')).spec.template },
        { phase: 'Progressing' },
      ),
    );
    expect(await busy.main({ ...argo, container: 'orders' })).toBe('failure');
    expect(last(busy)).toContain('workload "orders": is on its way to');
    const unknown = createWorld({ stable: false });
    unknown.kube.put(rolloutOf());
    expect(await unknown.main({ ...argo, container: 'nobody' })).toBe('failure');
    expect(last(unknown)).toContain('container "nobody"');
    const elsewhere = createWorld({ stable: false });
    elsewhere.kube.put(rolloutOf({ template: undefined as never }));
    expect(await elsewhere.main(argo)).toBe('failure');
    expect(last(elsewhere)).toContain('workloadRef');
    const denied = createWorld({ stable: false });
    denied.kube.put(rolloutOf());
    denied.denied = ['patch rollouts/status'];
    expect(await denied.main(argo)).toBe('failure');
    expect(last(denied)).toContain('its user may not patch rollouts/status.argoproj.io');
    const none = createWorld({ stable: false });
    expect(await none.main(argo)).toBe('failure');
    expect(last(none)).toContain('backend "argo-rollouts": has no kind Rollout');
    const own = createWorld();
    expect(await own.main({ command: 'retry' })).toBe('failure');
    expect(last(own)).toContain('command "retry": is for backend argo-rollouts');
    for (const world of [busy, elsewhere, denied, none, own]) expect(world.calls()).toEqual([]);
  });
});
