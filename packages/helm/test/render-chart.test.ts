import { ExternalError, ToolError } from '@fairlead/core';
import type { Kube } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { renderChart } from '../src/chart/render-chart.ts';
import { explainRender, kindsOf, renderObjects } from '../src/chart/render-objects.ts';
import type { Helm } from '../src/helm/helm.ts';
import type { Revision } from '../src/helm/history.ts';
import { stepWith } from './chart-context.ts';

const failed = (said: string) =>
  new ToolError({ code: 'TOOL_FAILED', message: `helm ended with exit code 1: ${said}`, argv: ['helm'] });
const BUSY = failed('another operation (install/upgrade/rollback) is in progress');
const UNKNOWN = failed('resource mapping not found: no matches for kind "ServiceMonitor"');
const DEFINITION =
  'kind: CustomResourceDefinition\nmetadata: { name: a }\nspec:\n  group: acme.io\n  names: { kind: Order }\n  versions: [{ name: v1 }, { name: v2 }]\n';
const deployment = (image: string, labels = ''): string =>
  `kind: Deployment\nmetadata: { name: orders, labels: { a: b${labels} } }\nspec: { template: { spec: { containers: [{ name: a, image: '${image}' }] } } }\n`;

/** A release in a cluster; `dryRun` answers what the upgrade would apply. */
function session(
  dryRun: () => string,
  {
    revisions = 0,
    template = () => '',
  }: { readonly revisions?: number; readonly template?: () => string } = {},
) {
  const calls: (readonly string[])[] = [];
  const query = async (args: readonly string[]) => {
    calls.push(args);
    if (args[0] === 'upgrade') return { stdout: JSON.stringify({ manifest: dryRun() }) };
    return { stdout: args[0] === 'show' ? DEFINITION : template() };
  };
  const history = async () => Array.from({ length: revisions }, () => ({}) as Revision);
  const kube = { version: async () => 'v1.33.0', apiVersions: async () => ['apps/v1', 'acme.io/v1'] };
  return {
    calls,
    deployable: {
      helm: { query, history } as unknown as Helm,
      kube: kube as unknown as Kube,
      target: { release: 'orders', namespace: 'shop', kubeContext: undefined },
      source: { chart: '/workspace/chart', valueFiles: [], numbers: [] },
    },
  };
}
const refuse = (error: Error) => (): string => {
  throw error;
};

describe('what a chart makes of its values', () => {
  it('is what helm would apply', async () => {
    const { deployable, calls } = session(() => 'kind: A\n');
    expect(await renderObjects(deployable)).toEqual({ manifest: 'kind: A\n' });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['a pending revision', BUSY, 1, 'pending'],
    ['kinds that a first install brings itself', UNKNOWN, 0, 'new-kinds'],
  ] as const)('is rendered as near as can be for %s', async (_, error, revisions, guess) => {
    const { deployable, calls } = session(refuse(error), { revisions, template: () => 'kind: B\n' });
    expect(await renderObjects(deployable)).toEqual({ manifest: 'kind: B\n', guess });
    const args = calls.find(([word]) => word === 'template') ?? [];
    expect(args.includes('--is-upgrade')).toBe(revisions > 0);
    expect(args.filter((_, at) => args[at - 1] === '--api-versions')).toEqual([
      'apps/v1',
      'acme.io/v1',
      'acme.io/v1/Order',
      'acme.io/v2',
      'acme.io/v2/Order',
    ]);
  });

  it.each([
    ['a kind that nobody knows, in an upgrade', UNKNOWN, 1],
    ['a template with a fault', failed('nil pointer'), 0],
  ])('is an error for %s', async (_, error, revisions) => {
    const { deployable, calls } = session(refuse(error), { revisions });
    await expect(renderObjects(deployable)).rejects.toMatchObject({ code: 'HELM_RENDER_FAILED' });
    expect(calls).toHaveLength(1);
  });

  it('is an error where the second way fails as well', async () => {
    const { deployable } = session(refuse(BUSY), { template: refuse(failed('nil pointer')) });
    await expect(renderObjects(deployable)).rejects.toMatchObject({
      code: 'HELM_RENDER_FAILED',
      message: 'the chart cannot be rendered: nil pointer',
      argv: ['helm', 'template', 'orders', '/workspace/chart'],
    });
  });

  it("is a fault of the chart only where helm said so: the cluster's reasons stay as they are", () => {
    const away = new ExternalError({ code: 'KUBE_AWAY', message: 'away', retryable: true });
    const missing = new ToolError({ code: 'TOOL_MISSING', message: 'no helm', argv: ['helm'] });
    expect(explainRender(away, [])).toBe(away);
    expect(explainRender(missing, [])).toBe(missing);
    expect(explainRender(new Error('bad YAML'), ['x'])).toMatchObject({ code: 'HELM_RENDER_FAILED' });
  });

  it('of no definitions there are no kinds', () => {
    expect(kindsOf('')).toEqual([]);
  });
});

describe('the image that was asked for', () => {
  const DIGEST = `sha256:${'a'.repeat(64)}`;
  const IMAGE = `ghcr.io/acme/orders@${DIGEST}`;
  const layout = { valuesFolder: '/values', values: { image: { name: 'nginx' } }, layers: [] };
  /** Renders with answers one after the other, as each way of handing over the image gets one. */
  const render = async (
    answers: readonly (string | Error)[],
    image = IMAGE,
    imageKeys?: Record<string, string>,
  ) => {
    const left = [...answers];
    const { deployable } = session(() => {
      const next = left.shift() ?? '';
      if (next instanceof Error) throw next;
      return next;
    });
    const step = stepWith({}, { image, imageKeys });
    const rendered = renderChart(step.context, { ...deployable, ...layout });
    return { ...step, rendered: await rendered, left };
  };

  it('is handed over in the usual way where the chart takes it so', async () => {
    const { rendered, left, said } = await render([deployment(IMAGE), 'never asked for']);
    expect(rendered.images).toEqual([IMAGE]);
    expect(left).toHaveLength(1);
    expect(said).toEqual([`info: renders 1 object; images: ${IMAGE}`]);
  });

  it('is tried in other ways, past those that the chart cannot render', async () => {
    const { said, files } = await render([deployment('nginx:1'), failed('nil pointer'), deployment(IMAGE)]);
    expect(said[0]).toMatch(/^debug: not repository:tag/);
    expect(said[1]).toMatch(/^info: the chart takes the image as registry, repository, tag and digest:$/);
    expect(said).toContain('info:   image.registry = ghcr.io  (image)');
    expect(JSON.parse(files.contents()['/values/image.json'] ?? '')).toMatchObject({
      image: { registry: 'ghcr.io' },
    });
  });

  it('is not taken where it makes a label that no API server takes', async () => {
    const long = `, version: '${'f'.repeat(64)}'`;
    const short = `, version: '${'f'.repeat(63)}'`;
    const { left } = await render([
      deployment('nginx:1'),
      deployment(IMAGE, long),
      deployment(IMAGE, short),
      'never asked for',
    ]);
    expect(left).toEqual(['never asked for']);
  });

  it('that no way makes the chart take is an error that says where the chart may take it from', async () => {
    const all = Array.from({ length: 9 }, () => deployment('nginx:1'));
    await expect(render(all)).rejects.toMatchObject({
      problems: [
        {
          input: 'image-keys',
          problem: expect.stringMatching(
            /it renders nginx:1; the chart seems to take it from repository=image\.name$/,
          ),
        },
      ],
    });
    const none = Array.from({ length: 9 }, () => 'kind: A\nmetadata: { name: a }\n');
    await expect(render(none)).rejects.toMatchObject({
      problems: [
        {
          problem: expect.stringMatching(
            /it renders no image; look in chart\/templates for the line `image:`$/,
          ),
        },
      ],
    });
  });

  it('of a chart that names its own is whatever it renders', async () => {
    const { rendered } = await render([deployment('nginx:1')], 'chart');
    expect(rendered.images).toEqual(['nginx:1']);
  });

  it('keys that stand twice in what is rendered are told', async () => {
    const { said } = await render([`${deployment('nginx:1')}kind: Deployment\n`], 'chart');
    expect(said[0]).toMatch(/^warn: the chart renders keys that stand twice; .*kind/);
  });
});
