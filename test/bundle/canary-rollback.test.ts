import { type CanaryWorld, canaryStep, OLD_IMAGE, openCanaryWorld } from '@fairlead/devtools';
import type { StepOptions } from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let world: CanaryWorld;

beforeEach(async () => {
  world = await openCanaryWorld();
});

afterEach(() => world.close());

const makeStep = (inputs: Readonly<Record<string, string>>, onLine?: StepOptions['onLine']) =>
  canaryStep(world, inputs, onLine);

const untouched = { rules: [{ backendRefs: [{ name: 'orders', port: 80, weight: 1 }] }] };
const onlyStable = ['Deployment orders', 'HTTPRoute orders', 'Namespace shop', 'Service orders'];

describe('the bundle', () => {
  it('passes, then finishes in post after the promotion', async () => {
    const step = await makeStep({});
    const main = await step.main();
    expect(main.log).toContain('step passed');
    expect(main.exitCode).toBe(0);
    expect(main.outputs).toMatchObject({ outcome: 'passed', share: '50' });
    expect(world.share()).toBe(50);
    expect(main.summary).toContain('xychart-beta');
    world.promote();
    const post = await step.post();
    expect(post.exitCode).toBe(0);
    expect(world.route()).toEqual(untouched);
    // what is remembered of versions goes with stable itself
    expect(world.names()).toEqual(['ConfigMap orders-fairlead-history', ...onlyStable]);
  });

  it('fails in post when nothing was promoted, with all traffic on stable', async () => {
    const step = await makeStep({});
    await step.main();
    const post = await step.post();
    expect(post.exitCode).toBe(1);
    expect(post.annotations.at(-1)?.message).toMatch(/^CANARY_NOT_PROMOTED: /);
    expect(world.route()).toEqual(untouched);
    expect(world.names()).toEqual(onlyStable);
  });

  it('SIGINT in the middle of a step: weights restored', async () => {
    let interrupted = false;
    const step = await makeStep({ 'step-duration': '60s' }, (line, child) => {
      if (interrupted || !line.includes('| canary ')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toMatch(/^CANCELLED: .*traffic is back on stable/);
    expect(world.route()).toEqual(untouched);
    expect(world.names()).toEqual(onlyStable);
  });

  it('kill in the middle of a step, and nobody comes: the fuse takes traffic and canary away within the lease', async () => {
    const step = await makeStep({ 'step-duration': '60s', lease: '30s' }, (line, child) => {
      if (line.includes('| canary ')) child.kill('SIGKILL');
    });
    expect((await step.main()).signal).toBe('SIGKILL');
    expect(world.share()).toBe(25);
    expect(world.names()).toContain('Job orders-fairlead');
    world.later(30_000 + 15_000);
    expect(world.names()).toEqual(onlyStable);
    expect(world.route()).toEqual(untouched);
    expect(world.kube.calls.filter(({ kind, name }) => kind === 'HTTPRoute' && name === 'orders')).toEqual(
      [],
    );
  });

  it('kill in the middle of a step: post rolls it back', async () => {
    const step = await makeStep({ 'step-duration': '60s' }, (line, child) => {
      if (line.includes('| canary ')) child.kill('SIGKILL');
    });
    expect((await step.main()).signal).toBe('SIGKILL');
    expect(world.names()).toContain('Deployment orders-canary');
    expect((await step.post()).exitCode).toBe(0);
    expect(world.route()).toEqual(untouched);
    expect(world.names()).toEqual(onlyStable);
  });
});

describe('TRG-04 an alert from outside', () => {
  it('arrives as repository_dispatch and ends the canary of a run that is alive, which says by whom', async () => {
    let alert: Promise<unknown> | undefined;
    let outcome: string | undefined;
    const abort = async (): Promise<void> => {
      const step = await canaryStep(world, { command: 'abort' }, undefined, {
        env: {
          GITHUB_EVENT_NAME: 'repository_dispatch',
          GITHUB_RUN_ID: '2002',
          GITHUB_ACTOR: 'alertmanager',
        },
        payload: { action: 'canary-alert', client_payload: { alert: 'HighErrorRate' } },
      });
      outcome = (await step.main()).outputs['outcome'];
    };
    const step = await makeStep({ 'step-duration': '60s' }, (line) => {
      if (line.includes('| canary ')) alert ??= abort();
    });
    const main = await step.main();
    await alert;
    expect(outcome).toBe('aborted');
    expect(main.outputs).toMatchObject({ outcome: 'aborted' });
    expect(main.annotations.at(-1)?.message).toMatch(/^CANARY_ABORTED: .*run 2002 of alertmanager/);
    expect(world.names()).toEqual(onlyStable);
    expect(world.route()).toEqual(untouched);
  });
});

describe('what must not happen', () => {
  it('the canary is kept, and the step fails, when stable cannot serve; abort ends it once it can', async () => {
    const step = await makeStep({ 'step-duration': '60s' }, (line) => {
      if (line.includes('| canary ')) world.putStablePod('False');
      if (line.includes('| canary ')) world.promote(`${OLD_IMAGE.slice(0, -1)}c`);
    });
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toMatch(
      /^CANARY_STABLE_DOWN: .*so the canary keeps serving 25 % of traffic and nothing was deleted; .*CANARY_STABLE_CHANGED/,
    );
    expect(world.names()).toContain('Deployment orders-canary');
    world.putStablePod('True');
    expect((await (await makeStep({ command: 'abort' })).main()).outputs).toMatchObject({
      outcome: 'aborted',
    });
    expect(world.names()).toEqual(onlyStable);
  });

  it('a metric that is not there is found before anything is changed', async () => {
    world.measure(false);
    const main = await (await makeStep({})).main();
    expect(main.annotations.at(-1)?.message).toMatch(
      /^INPUT_INVALID: metric "auto": Prometheus has no requests by a name that is known/,
    );
    expect(world.kube.calls).toEqual([]);
  });

  it('a journal of a provider that is not known is not touched', async () => {
    const journal = {
      schemaVersion: 2,
      holder: { token: 'x' },
      steps: [],
      traffic: { provider: 'istio', service: 'orders' },
    };
    world.kube.put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'orders-fairlead', namespace: 'shop' },
      data: { 'journal.json': JSON.stringify(journal) },
    });
    const main = await (await makeStep({ command: 'abort' })).main();
    expect(main.annotations.at(-1)?.message).toMatch(/^CANARY_JOURNAL: .*provider "istio"/);
    expect(world.kube.calls).toEqual([]);
  });
});

describe('inputs: nothing is changed', () => {
  it.each([
    [
      { workload: '', steps: '1', interval: 'soon' },
      ['workload: is required', 'interval "soon": is not a duration'],
    ],
    [{ image: '' }, ['image: is required for command run']],
    [{ steps: '50,25' }, ['steps "50,25": weights are not rising: 25 comes after 50']],
    [{ image: 'registry.example.com/orders:v1' }, ['image "registry.example.com/orders:v1": has no digest']],
    [{ namespace: 'nowhere' }, ['namespace "nowhere": does not exist']],
    [
      { 'prometheus-url': 'http://127.0.0.1:9' },
      ['CANARY_METRICS_UNREACHABLE: the Prometheus at http://127.0.0.1:9/: no answer'],
    ],
    [{ 'prometheus-url': 'prometheus' }, ['prometheus-url "prometheus": is not an address']],
    [{ kubeconfig: 'missing' }, ['kubeconfig']],
    [{ command: 'reverse' }, ['command "reverse": is not one of the known values']],
  ] as const)('%j', async (inputs, messages) => {
    const step = await makeStep(inputs);
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    for (const message of messages) expect(main.annotations.at(-1)?.message).toContain(message);
    expect(world.kube.calls).toEqual([]);
    expect((await step.post()).exitCode).toBe(0);
  });

  it('a cluster that is not there', async () => {
    const step = await makeStep({});
    await world.cluster.close();
    const main = await step.main();
    expect(main.annotations.at(-1)?.message).toMatch(/^KUBE_UNREACHABLE: /);
  });
});
