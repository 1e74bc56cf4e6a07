import { describe, expect, it } from 'vitest';
import { refreshPods } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { NEW, stableDeployment } from './world/objects.ts';
import { backends, last, names, onlyStable, originalBackends, short } from './world/views.ts';

describe('a good version', () => {
  it('goes through all weights in order, each held for its time, and keeps serving at the last (CAN-07)', async () => {
    const world = createWorld({ gateway: true });
    const seen: [number, number][] = [];
    world.kube.onChange(
      ((before) => (object: Parameters<typeof before>[0], verb: Parameters<typeof before>[1]) => {
        before(object, verb);
        const rules = (object['spec'] as { rules?: { backendRefs: { weight: number }[] }[] } | undefined)
          ?.rules;
        const weight = rules?.[0]?.backendRefs[1]?.weight;
        if (weight !== undefined) seen.push([weight, world.clock.monotonic()]);
      })(world.react),
    );
    expect(await world.main({ steps: '5,25,50,100' })).toBe('success');
    expect(seen.map(([weight]) => weight)).toEqual([5, 25, 50, 100]);
    for (let index = 1; index < seen.length; index++)
      expect((seen[index]?.[1] ?? 0) - (seen[index - 1]?.[1] ?? 0)).toBeGreaterThanOrEqual(60_000);
    expect(world.outputs).toMatchObject({
      outcome: 'passed',
      share: '100',
      'canary-digest': NEW.split('@')[1],
    });
    expect(names(world)).toContain('Deployment orders-canary');
    expect(world.summaries.join()).toContain(`**${short} passed 4 steps`);
  });

  it('is finished by post once stable runs it', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    world.promote();
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
    expect(backends(world)).toBe(originalBackends);
    expect(world.exitCode).toBe(0);
  });

  it('fails the job in post when nobody promoted it', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    expect(await world.post()).toBe('failure');
    expect(last(world)).toBe(
      `error: CANARY_NOT_PROMOTED: ${short} passed as canary, but orders runs orders@sha256:aaaaaaaaaaaa: it was not promoted; all traffic is on stable and the canary is removed`,
    );
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).not.toContain('Deployment orders-canary');
    expect(world.exitCode).toBe(1);
  });

  it('is not promoted by a rollout that is paused', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    const { spec, ...stable } = stableDeployment(NEW);
    const status = { observedGeneration: 1_000, replicas: 3, updatedReplicas: 0, availableReplicas: 3 };
    world.kube.put({ ...stable, spec: { ...spec, paused: true }, status });
    expect(await world.post()).toBe('failure');
    expect(last(world)).toContain('but orders did not become ready with it: paused, 0 of 3 updated;');
  });

  it('waits in post for a slow rollout, and not for ever', async () => {
    const world = createWorld();
    await world.main();
    world.podsReady = false;
    await world.kube.mergePatch(
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
      { spec: { template: { spec: { containers: [{ name: 'orders', image: NEW }] } } } },
    );
    expect(await world.post({ 'finish-timeout': '30s' })).toBe('failure');
    expect(last(world)).toContain('orders did not become ready with it: 0 of 3 ready');
    expect(names(world)).toEqual(onlyStable);
  });

  it('is left alone by post when a later job finishes it', async () => {
    const world = createWorld();
    await world.main();
    expect(await world.post({ finish: 'separate' })).toBe('success');
    expect(names(world)).toContain('Deployment orders-canary');
    world.promote();
    world.state.clear();
    expect(await world.main({ command: 'finish' })).toBe('success');
    expect(names(world)).toEqual(onlyStable);
    expect(world.outputs['outcome']).toBe('finished');
  });
});

describe('the summary of a good version', () => {
  it('shows no number above a limit: a P99 is that of the whole step', async () => {
    const world = createWorld({ gateway: true });
    world.behave = (at) => ({ latencyMs: at > 20_000 && at < 20_400 ? 3000 : 10 });
    expect(await world.main({ steps: '25' })).toBe('success');
    expect(world.log.join('\n')).toContain('p99 4 s'); // in a window
    const row =
      world.summaries
        .join('\n')
        .split('\n')
        .find((line) => line.startsWith('| 25 %')) ?? '';
    expect(row).toMatch(/\| 0\.0 % \| 1\.99 s \|/);
  });
});

describe('what says nothing against the new version has an outcome of its own', () => {
  it('no data', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ requestsPerSecond: 0.1 });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_NO_DATA');
    expect(world.outputs['outcome']).toBe('no-data');
  });

  it('no metrics', async () => {
    const world = createWorld({ gateway: true });
    world.behave = (at) => ({ metricsDown: at > 20_000 });
    await world.main();
    expect(last(world)).toContain('CANARY_METRICS_DOWN');
    expect(world.outputs['outcome']).toBe('metrics-down');
  });
});

describe('a bad version', () => {
  it('is rolled back with one line that has the numbers of both; weight first, then removal (CAN-04, CAN-06)', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.behave = () => ({ errors: 0.2 });
    expect(await world.main({ evidence: 'false' })).toBe('failure');
    expect(last(world)).toMatch(
      new RegExp(
        `^error: CANARY_FAILED: ${short}: error rate was 20\\.0 % \\(limit 5 %\\) for 30 s at 25 % of traffic; stable 0\\.0 %; traffic is back on stable \\(rolled back in \\d\\.\\d s\\)$`,
      ),
    );
    const after = world.calls().slice(world.calls().lastIndexOf('replace HTTPRoute orders'));
    expect(after).toEqual([
      'replace HTTPRoute orders',
      'delete Deployment orders-canary',
      'delete Service orders-canary',
      'delete ConfigMap orders-fairlead',
    ]);
    expect(world.calls().some((call) => /(patch|replace|delete) Deployment orders$/.test(call))).toBe(false);
    expect(backends(world)).toBe(originalBackends);
    expect(world.outputs).toMatchObject({ outcome: 'rolled-back', share: '0' });
  });

  it('is rolled back within seconds, as soon as the evidence is clear', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toBe(
      `error: CANARY_FAILED: ${short}: errors: 20.0 % against 0.0 % of stable (20 of 100 requests, 0 of 300; by chance in less than 1 of 43986 canaries) at 25 % of traffic; traffic is back on stable (rolled back in 3.0 s)`,
    );
    expect(Number(world.outputs['seconds'])).toBeLessThanOrEqual(12);
  });

  it('is judged in one go through all steps', async () => {
    const world = createWorld({ gateway: true });
    // Too little for a verdict in the first step alone, and too little for the limit of 5 %.
    world.behave = () => ({ requestsPerSecond: 2, errors: 0.02 });
    expect(await world.main({ steps: '25,26,27', 'metrics-timeout': '1s' })).toBe('failure');
    expect(last(world)).toMatch(/CANARY_FAILED: .*errors: 2\.0 % against .* at 2[67] % of traffic/);
  });

  it('is scaled to nothing before it is removed, by replicas', async () => {
    const world = createWorld();
    world.behave = () => ({ errors: 0.2 });
    await world.main();
    expect(world.calls().slice(-3)).toEqual([
      'patch Deployment orders-canary',
      'delete Deployment orders-canary',
      'delete Job orders-fairlead',
    ]);
    expect(names(world)).toEqual(onlyStable);
    expect(await world.post()).toBe('success');
  });

  it('pauses once when it is slow, alerts once, and is rolled back when that lasts (CAN-02, NTF-06)', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.behave = () => ({ latencyMs: 3000 });
    expect(await world.main({ 'pause-timeout': '2m' })).toBe('failure');
    const alerts = world.log.filter((line) => line.startsWith('warning: canary paused'));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toContain('P99 was 4.97 s (limit 2 s) for 60 s; the weight is held');
    expect(last(world)).toContain('CANARY_PAUSE_EXPIRED');
    const weights = world.calls().filter((call) => call === 'replace HTTPRoute orders');
    expect(weights).toHaveLength(2);
  });

  it('holds the smallest step while it is paused, and goes on from where it was', async () => {
    const world = createWorld({ gateway: true });
    world.behave = (at) => ({ latencyMs: at > 70_000 && at < 140_000 ? 3000 : 10 });
    expect(await world.main()).toBe('success');
    const log = world.log.join('\n');
    expect(log).toMatch(
      /canary paused at 50 % of traffic.*share goes to 25 %.*canary goes on at 25 % of traffic.*share goes to 50 %/s,
    );
    expect(world.outputs['share']).toBe('50');
  });

  it('goes on from the same step after a pause', async () => {
    const world = createWorld({ gateway: true });
    world.behave = (at) => ({ latencyMs: at < 90_000 ? 3000 : 10 });
    expect(await world.main()).toBe('success');
    expect(world.log.filter((line) => line.startsWith('warning: canary goes on at 25 %'))).toHaveLength(1);
  });

  it('DEP-13 is rolled back at a restart', async () => {
    const world = createWorld();
    world.clock.at(10_000, () => {
      world.restarts = 1;
      refreshPods(world);
    });
    await world.main();
    expect(last(world)).toContain(`CANARY_FAILED: ${short}: a container restarted once`);
  });

  it('is told with the share that it really had', async () => {
    const world = createWorld();
    world.behave = () => ({ errors: 0.2 });
    await world.main({ steps: '30,50', evidence: 'false' });
    expect(last(world)).toContain('for 30 s at 25.0 % (30 % asked) of traffic; stable 0.0 %');
  });

  it('that somebody deletes is taken off the route at once, not when a step ends', async () => {
    const world = createWorld({ gateway: true });
    world.clock.at(12_000, async () => {
      await world.kube.remove({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-canary' });
    });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      `CANARY_FAILED: ${short}: its Deployment was deleted by somebody else at 25 %`,
    );
    expect(world.clock.monotonic()).toBeLessThan(20_000);
    expect(backends(world)).toBe(originalBackends);
  });

  it('is not judged against a stable that somebody changed meanwhile', async () => {
    const world = createWorld({ gateway: true });
    const other = `registry.example.com/orders@sha256:${'c'.repeat(64)}`;
    world.clock.at(30_000, () => world.promote(other));
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_STABLE_CHANGED: stable orders was changed (containers[orders].image is now orders@sha256:cccccccccccc, initContainers[migrate].image is now orders@sha256:cccccccccccc) while the canary ran; traffic is back on stable',
    );
    expect(backends(world)).toBe(originalBackends);
  });

  it('that never gets ready never gets traffic', async () => {
    const world = createWorld({ gateway: true });
    world.podsReady = false;
    expect(await world.main({ 'ready-timeout': '20s' })).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_NOT_READY: the canary did not become ready: 0 of 2 ready after 20 s',
    );
    expect(world.calls()).not.toContain('replace HTTPRoute orders');
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
  });
});

describe('what cannot be checked', () => {
  it('is never a pass: all requests fail, but the new version has no status label', async () => {
    const world = createWorld();
    world.statusLabels = { stable: 'status', canary: 'code' };
    world.behave = () => ({ errors: 1 });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      'no usable metrics for 60 s: http_request_duration_ms_count of the canary has no label status (input status-label)',
    );
  });

  it('is never a pass: an error-query that gives nothing for the canary', async () => {
    const world = createWorld();
    world.ratio = (pods) => (pods === 'stable' ? 0 : undefined);
    expect(await world.main({ 'error-query': 'ratio{pod=~"{{pods}}"}' })).toBe('failure');
    expect(last(world)).toContain(`CANARY_NO_DATA: ${short}: error-query gave a value in 0 of`);
    expect(world.log.join('\n')).toContain('(sum(…) or vector(0)) / sum(…)');
  });

  it('is never a pass: no requests', async () => {
    const world = createWorld();
    world.behave = () => ({ requestsPerSecond: 0 });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_NO_DATA: ');
  });

  it('holds the weight through a short gap of the metrics, and rolls the canary back after a long one', async () => {
    const short = createWorld();
    short.behave = (at) => ({ metricsDown: at > 20_000 && at < 60_000 });
    expect(await short.main()).toBe('success');
    const long = createWorld();
    long.behave = (at) => ({ metricsDown: at > 20_000 });
    expect(await long.main()).toBe('failure');
    expect(last(long)).toContain('CANARY_METRICS_DOWN');
    expect(names(long)).toEqual(onlyStable);
  });
});
