import { ExternalError } from '@fairlead/core';
import type { Deployment } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { inputs } from '../src/inputs.ts';
import { checkRising } from '../src/plan/steps.ts';
import { createWorld } from './world/create-world.ts';
import { NEW, OLD, route, stableDeployment } from './world/objects.ts';
import { last } from './world/views.ts';

describe('nothing to do', () => {
  it('lets the first install happen', async () => {
    const world = createWorld({ stable: false });
    expect(await world.main()).toBe('success');
    expect(world.outputs['outcome']).toBe('no-stable');
    expect(world.log.join('\n')).toContain('there is no stable version yet; helm-deploy installs it');
    world.promote();
    expect(await world.post()).toBe('success');
    expect(world.log.filter((line) => line.startsWith('warning'))).toEqual([]);
    expect(world.calls()).toEqual([]);
  });

  it('says so when the workload does not exist after the first install either', async () => {
    const world = createWorld({ stable: false });
    await world.main();
    expect(await world.post()).toBe('success');
    expect(world.log.join('\n')).toContain(
      'warning: Deployment orders still does not exist in namespace shop; if it was installed just now, the input workload is wrong',
    );
  });

  it('says that stable runs the digest already', async () => {
    const world = createWorld();
    await world.main({ image: OLD });
    expect(world.outputs['outcome']).toBe('unchanged');
    expect(world.calls()).toEqual([]);
  });

  it('shows the plan of a dry run and changes nothing', async () => {
    const world = createWorld({ gateway: true });
    await world.main({ 'dry-run': 'true', steps: '10,50' });
    expect(world.outputs['outcome']).toBe('dry-run');
    expect(world.summaries.join()).toContain(
      'by weights of an HTTPRoute or GRPCRoute (HTTPRoute orders-canary, an overlay of orders)',
    );
    expect(world.calls()).toEqual([]);
  });
});

describe('steps', () => {
  it.each(['1', '1%', '100', '100%'])('%s is one', (step) => {
    expect(inputs.steps.safeParse(step)).toMatchObject({ data: [step] });
  });

  it.each(['0', '101', '-1', '1.5', '10 %'])('"%s" is none', (step) => {
    expect(inputs.steps.safeParse(step).error?.issues[0]?.message).toBe('is no whole percent from 1 to 100');
  });

  it.each([
    [['1'], undefined],
    [['1', '2', '100'], undefined],
    [['5', '5'], 'weights are not rising: 5 comes after 5'],
    [['5', '4', '6'], 'weights are not rising: 4 comes after 5'],
    [['5', '6%', '5%'], 'weights are not rising: 5 comes after 6'],
  ])('%j rise, or it is said where they do not: %s', (steps, words) => {
    expect(checkRising(steps)).toBe(words);
  });
});

describe('CAN-17: the image of a commit, by its tag', () => {
  const byTag = { image: 'registry.example.com/orders:sha-abcdef0' };

  it('is resolved to its digest, which is what runs: so one goes back to the version of a commit', async () => {
    const world = createWorld();
    world.tags = { 'sha-abcdef0': NEW.split('@')[1] ?? '' };
    expect(await world.main(byTag)).toBe('success');
    const canary = world.kube
      .objects()
      .find(({ metadata }) => metadata.name === 'orders-canary') as Deployment;
    expect(canary.spec.template.spec.containers[0]?.image).toBe(NEW);
    expect(world.outputs['canary-digest']).toBe(NEW.split('@')[1]);
    expect(world.log.join('\n')).toContain(`image ${byTag.image} is ${NEW.split('@')[1]}`);
  });

  it('of a commit that stable runs is nothing to do', async () => {
    const world = createWorld();
    world.tags = { 'sha-abcdef0': OLD.split('@')[1] ?? '' };
    expect(await world.main(byTag)).toBe('success');
    expect(world.outputs['outcome']).toBe('unchanged');
  });

  it.each(['fairlead', 'argo-rollouts'])(
    'that is missing fails before any change, with backend %s',
    async (backend) => {
      const world = createWorld();
      expect(await world.main({ ...byTag, backend })).toBe('failure');
      expect(last(world)).toContain(
        `image "${byTag.image}": does not exist: registry.example.com has no tag sha-abcdef0 of orders`,
      );
      expect(world.calls()).toEqual([]);
    },
  );

  it('is no other tag: it may mean something else tomorrow', async () => {
    const world = createWorld();
    world.tags = { latest: NEW.split('@')[1] ?? '', 'sha-main': NEW.split('@')[1] ?? '' };
    for (const tag of Object.keys(world.tags)) {
      expect(await world.main({ image: `registry.example.com/orders:${tag}` })).toBe('failure');
      expect(last(world)).toContain('has no digest, and no tag of a commit');
    }
    expect(world.calls()).toEqual([]);
  });
});

describe('inputs', () => {
  it.each([
    [{ steps: '50,25' }, 'steps "50,25": weights are not rising: 25 comes after 50'],
    [{ steps: '10,10' }, 'steps "10,10": weights are not rising'],
    [{ steps: '0,50' }, 'steps "0,50": "0" is no whole percent from 1 to 100'],
    [{ steps: '25 50' }, 'separate them by commas or lines, as in 25,50'],
    [{ steps: 'ten' }, 'steps "ten": is no whole percent'],
    [{ 'step-duration': '20s' }, 'step-duration "20s": is too short for error-for'],
    [{ image: 'orders:latest' }, 'image "orders:latest": has no digest'],
    [{ image: `registry.example.com/Orders@sha256:${'a'.repeat(64)}` }, '"Orders" has capitals'],
    [
      { image: `registry.example.com/other@sha256:${'a'.repeat(64)}` },
      'no container of orders runs registry.example.com/other',
    ],
    [{ container: 'web' }, 'container "web": is no container of orders'],
    [{ provider: 'gateway' }, 'route "orders": there is no HTTPRoute orders in namespace shop'],
    [{ service: 'web' }, 'service "web": does not exist in namespace shop'],
    [{ 'error-query': 'several{}' }, 'gives 3 series, not one value; wrap it in sum'],
    [{ 'error-query': 'sum({{pod}})' }, 'has unknown placeholders pod'],
    [
      { 'error-query': 'ratio{pod=~"{{pods}}"}', 'min-requests': '30' },
      'min-requests "30": cannot be counted when error-query gives only a ratio (allowed: one of the two)',
    ],
    [{ 'max-error-rate': 'abc' }, 'max-error-rate "abc": is not a number'],
    [{ workload: 'Orders' }, 'workload "Orders": is not a name'],
  ] as const)('%j', async (inputs, message) => {
    const world = createWorld();
    expect(await world.main(inputs)).toBe('failure');
    expect(last(world)).toContain(message);
    expect(world.calls()).toEqual([]);
  });

  it('tells what is not given beside what is wrong with another input', async () => {
    const world = createWorld();
    const wrong = { image: 'orders:latest', 'prometheus-url': '', 'error-for': 'abc', interval: '61s' };
    expect(await world.main(wrong)).toBe('failure');
    for (const words of ['has no digest', 'error-for "abc"']) expect(last(world)).toContain(words);
  });

  it('tells of a silent Prometheus and a silent cluster at once', async () => {
    const world = createWorld();
    world.behave = () => ({ metricsDown: true });
    world.kube.get = async () => {
      throw new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no cluster', hint: 'look there' });
    };
    expect(await world.main()).toBe('error');
    expect(last(world)).toContain('KUBE_UNREACHABLE: no cluster; CANARY_METRICS_UNREACHABLE: the Prometheus');
  });

  it('may name how many requests are needed where they are counted', async () => {
    expect(await createWorld().main({ 'min-requests': '30', steps: '25' })).toBe('success');
    const few = createWorld();
    expect(await few.main({ 'min-requests': '100000', steps: '25' })).toBe('failure');
    expect(last(few)).toContain('(at least 100000 are needed for a verdict)');
  });

  it.each([
    ['a route on which stable has no weight', [{ name: 'orders', weight: 0 }], 'its weight is 0'],
    ['a Service that others made', [{ name: 'orders' }], 'the Service orders-canary exists and was not made'],
  ])('names %s', async (_, backendRefs, message) => {
    const world = createWorld({ gateway: true });
    world.kube.put(route(backendRefs));
    world.kube.put({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders-canary' }, spec: {} });
    await world.main();
    expect(last(world)).toContain(message);
    expect(world.calls()).toEqual([]);
  });

  it('asks which container is meant when several run the repository in different versions', async () => {
    const world = createWorld();
    const stable = stableDeployment(OLD);
    const { template } = stable.spec;
    const worker = { name: 'worker', image: 'registry.example.com/orders:v1' };
    const containers = [...template.spec.containers, worker];
    const spec = { ...stable.spec, template: { ...template, spec: { ...template.spec, containers } } };
    world.kube.put({ ...stable, spec });
    await world.main();
    expect(last(world)).toContain(
      'container: several containers of orders run registry.example.com/orders in',
    );
    expect(world.calls()).toEqual([]);
  });

  it('names the Deployment that is meant when the name is misspelt', async () => {
    const world = createWorld();
    expect(await world.main({ workload: 'order' })).toBe('failure');
    expect(last(world)).toContain(
      'workload "order": does not exist in namespace shop, where registry.example.com/orders runs in others already (allowed: orders; if order is really new',
    );
  });

  it('names a workload of another kind', async () => {
    const world = createWorld({ stable: false });
    world.kube.put({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'orders', namespace: 'shop' },
    });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('workload "orders": is a StatefulSet; a canary can only be made of a');
  });

  it('names the rights that are missing to begin and to end a canary', async () => {
    const world = createWorld({ gateway: true });
    world.denied = ['delete deployments', 'update httproutes', 'patch deployments'];
    await world.main();
    expect(last(world)).toContain(
      'kubeconfig: its user may not delete deployments.apps, update httproutes.gateway.networking.k8s.io in namespace shop',
    );
    expect(world.calls()).toEqual([]);
  });

  it('names a Prometheus that does not answer before anything is changed', async () => {
    const world = createWorld();
    world.behave = () => ({ metricsDown: true });
    await world.main();
    expect(last(world)).toContain(
      'CANARY_METRICS_UNREACHABLE: the Prometheus at http://prometheus/: no answer',
    );
    expect(world.calls()).toEqual([]);
  });

  it('names the labels that there are when stable has not the status label', async () => {
    const world = createWorld();
    world.statusLabels = { stable: 'code', canary: 'code' };
    await world.main({ 'status-label': 'status' });
    expect(last(world)).toContain(
      'status-label "status": is no label of http_request_duration_ms_count for the pods of orders, so errors cannot be told (allowed: the label with the result of a request, one of code, pod)',
    );
    expect(world.calls()).toEqual([]);
    expect(await world.main({ 'status-label': 'code' })).toBe('success');
    expect(await createWorld().main()).toBe('success');
  });

  it('names a namespace that does not exist', async () => {
    const world = createWorld();
    await world.kube.remove({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' });
    world.kube.calls.length = 0;
    await world.main();
    expect(last(world)).toContain('namespace "shop": does not exist');
    expect(world.calls()).toEqual([]);
  });
});
