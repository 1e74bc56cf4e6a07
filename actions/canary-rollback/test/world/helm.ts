import { createFakeExec, type FakeExec } from '@fairlead/testkit';
import type { World } from './world.ts';

/** Where the chart of a world is. */
export const CHART = 'deploy/orders';

/** A helm that has installed the world's release once, and renders its chart. */
export function fakeHelm(world: World): FakeExec {
  const manifest = (objects: readonly object[]): string =>
    objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { before = [], after = [], hooks = [] } = world.chart ?? {};
  const rendered = { version: 2, info: { status: 'pending-upgrade' }, manifest: manifest(after) };
  const release = { ...rendered, hooks: hooks.map((hook) => ({ manifest: JSON.stringify(hook) })) };
  const effect = ({ argv }: { readonly argv: readonly string[] }): void =>
    void world.helm.push(argv.join(' '));
  return createFakeExec([
    { on: 'helm version', stdout: 'v3.18.4', effect },
    { on: 'helm history', stdout: JSON.stringify([{ revision: 1, status: 'deployed' }]), effect },
    { on: 'helm get manifest', stdout: manifest(before), effect },
    { on: 'helm get values', stdout: JSON.stringify(world.chart?.given ?? null), effect },
    { on: 'helm upgrade', stdout: JSON.stringify(release), effect },
  ]);
}

/** The chart in the checkout. */
export function chartFiles({ chart }: World) {
  const folder = `/nowhere/${CHART}`;
  return {
    stat: async (path: string) => {
      if (chart === undefined) return undefined;
      if (path === folder) return { kind: 'directory' as const, size: 0, mode: 0o755, executable: true };
      return path === `${folder}/Chart.yaml` ? { kind: 'file' as const, size: 1, mode: 0o644 } : undefined;
    },
    list: async (path: string) => (path === folder && chart !== undefined ? ['Chart.yaml'] : []),
  };
}
