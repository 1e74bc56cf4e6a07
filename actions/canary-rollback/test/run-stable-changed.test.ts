import type { Deployment } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { templateChanges } from '../src/observe/template-changes.ts';
import { settle } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { OLD, stableDeployment } from './world/objects.ts';
import { last, names, onlyStableRouted } from './world/views.ts';

type Template = Deployment['spec']['template'];

/** Stable with another pod template. */
function changed(edit: (template: Template) => object): Deployment {
  const { spec, ...stable } = stableDeployment(OLD);
  return settle({ ...stable, spec: { ...spec, template: edit(spec.template) } } as Deployment, true);
}

const ofOrders = (fields: object) => (template: Template) => ({
  ...template,
  spec: {
    ...template.spec,
    containers: template.spec.containers.map((each) =>
      each.name === 'orders' ? { ...each, ...fields } : each,
    ),
  },
});

describe('a deploy of stable with the same image, during the canary', () => {
  it.each([
    ['environment', ofOrders({ env: [{ name: 'MODE', value: 'fast' }] }), 'containers[orders].env'],
    ['resources', ofOrders({ resources: { limits: { memory: '1Gi' } } }), 'containers[orders].resources'],
    [
      'a probe',
      ofOrders({ readinessProbe: { httpGet: { path: '/r' } } }),
      'containers[orders].readinessProbe',
    ],
    ['arguments', ofOrders({ args: ['--slow'] }), 'containers[orders].args'],
    [
      'the checksum of its configuration',
      (template: Template) => ({
        ...template,
        metadata: {
          ...template.metadata,
          annotations: { 'prometheus.io/scrape': 'true', 'checksum/config': 'b' },
        },
      }),
      'metadata.annotations.checksum/config',
    ],
    [
      'a volume',
      (template: Template) => ({
        ...template,
        spec: { ...template.spec, volumes: [{ name: 'x', emptyDir: {} }] },
      }),
      'volumes',
    ],
    [
      'one container more',
      (template: Template) => ({
        ...template,
        spec: { ...template.spec, containers: [...template.spec.containers, { name: 'new', image: 'x' }] },
      }),
      'containers[new]',
    ],
  ])('is seen: %s', async (_, edit, part) => {
    const world = createWorld({ gateway: true });
    world.clock.at(30_000, () => world.kube.put(changed(edit)));
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(`CANARY_STABLE_CHANGED: stable orders was changed (${part}`);
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('is not seen in what controllers write, nor in the number of pods', async () => {
    const world = createWorld({ gateway: true });
    const { metadata, spec, ...stable } = stableDeployment(OLD);
    const annotations = {
      ...metadata.annotations,
      'deployment.kubernetes.io/revision': '4',
      'argocd.argoproj.io/x': 'y',
    };
    world.clock.at(30_000, () =>
      world.kube.put(
        settle({ ...stable, metadata: { ...metadata, annotations }, spec: { ...spec, replicas: 4 } }, true),
      ),
    );
    expect(await world.main()).toBe('success');
  });
});

describe('differences of two pod templates', () => {
  it('are none for another order of keys, and for nothing in place of null', () => {
    expect(templateChanges({ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1, d: null } })).toEqual([]);
  });

  it('see another order of arguments', () => {
    const of = (args: string[]) => ({ spec: { containers: [{ name: 'a', args }] } });
    expect(templateChanges(of(['x', 'y']), of(['y', 'x']))).toEqual(['containers[a].args']);
  });

  it('go as deep as people speak of a part, not to its last field', () => {
    const of = (path: string) => ({
      spec: { containers: [{ name: 'a', readinessProbe: { httpGet: { path, port: 1 }, periodSeconds: 1 } }] },
    });
    expect(templateChanges(of('/x'), of('/y'))).toEqual(['containers[a].readinessProbe.httpGet']);
  });

  it.each([
    ['abcde', 5, 'metadata.labels.e'],
    ['abcdefg', 6, '2 more'],
  ])('name five and count the others: %s', (labels, parts, end) => {
    const of = (value: string) => ({
      metadata: { labels: Object.fromEntries([...labels].map((key) => [key, value])) },
    });
    const found = templateChanges(of('1'), of('2'));
    expect(found).toHaveLength(parts);
    expect(found.at(-1)).toBe(end);
  });

  it('never show a value: it may be a secret', () => {
    const of = (value: string) => ({
      spec: { containers: [{ name: 'a', env: [{ name: 'TOKEN', value }] }] },
    });
    expect(templateChanges(of('s3cret-1'), of('s3cret-2')).join()).not.toContain('s3cret');
  });
});
