import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseManifest, podSpecOf } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { type Rendered, readRendered, withoutResources } from '../../packages/helm/src/chart/rendered.ts';
import { defaultImageKeys, imageValues, usesImage } from '../../packages/helm/src/image/image-values.ts';
import { wantedImage } from '../../packages/helm/src/image/wanted-image.ts';
import { initialised } from '../support/run-program.ts';
import { SMALL_SERVICE } from '../support/small-service.ts';
import { findHelm, type Helm } from './support/helm.ts';

const text = `ghcr.io/acme/hello@sha256:${createHash('sha256').update('an image').digest('hex')}`;

/** With other code: metrics, a port from the environment, and no path for probes. */
const OTHER_SERVICE = {
  ...SMALL_SERVICE,
  'main.go': (SMALL_SERVICE['main.go'] ?? '')
    .replaceAll('/healthz', '/metrics')
    .replace('":8080"', 'os.Getenv("PORT")'),
};

async function render(helm: Helm, chart: string, ...more: string[]): Promise<Rendered> {
  const image = wantedImage(text);
  if (image === undefined) throw new Error(`${text} is no image`);
  const values = Object.entries(imageValues(image, defaultImageKeys));
  const set = values.flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const { stdout } = await helm('template', 'hello', chart, ...set, ...more);
  const rendered = readRendered(parseManifest(stdout), 'default');
  expect(usesImage(rendered.images, image)).toBe(true);
  return rendered;
}

describe.each([3, 4] as const)('the chart that `fairlead init` writes, with helm %i', (major) => {
  it.each([
    ['a small service', SMALL_SERVICE],
    ['a service without probes', OTHER_SERVICE],
  ])('of %s is linted, rendered, and keeps the rules of helm-deploy', async (_, files) => {
    const helm = await findHelm(major);
    const chart = join(await initialised(files), 'deploy/hello');
    expect((await helm('lint', '--strict', chart)).stdout).toContain('0 chart(s) failed');
    const rendered = await render(helm, chart);
    expect(withoutResources(rendered)).toEqual([]);
    expect(rendered.workloads).toEqual([{ kind: 'Deployment', namespace: 'default', name: 'hello' }]);
    const names = rendered.objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names.sort()).toEqual(['Deployment/hello', 'Service/hello']);
  });

  it('has what the code has: probes, or a port; metrics; variables; pull secrets', async () => {
    const helm = await findHelm(major);
    const podOf = async (files: Readonly<Record<string, string>>, ...more: string[]) => {
      const { objects } = await render(helm, join(await initialised(files), 'deploy/hello'), ...more);
      const deployment = objects.find(({ kind }) => kind === 'Deployment');
      return deployment === undefined ? undefined : podSpecOf(deployment);
    };
    expect((await podOf(SMALL_SERVICE))?.containers?.[0]).toMatchObject({
      livenessProbe: { tcpSocket: { port: 'http' } },
      readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
    });
    const other = await podOf(OTHER_SERVICE, '--set', 'imagePullSecrets[0].name=ghcr');
    expect(other).toMatchObject({ imagePullSecrets: [{ name: 'ghcr' }] });
    expect(other?.containers?.[0]).toMatchObject({
      readinessProbe: { tcpSocket: { port: 'http' } },
      env: [{ name: 'PORT', value: '8080' }],
    });
  });
});
