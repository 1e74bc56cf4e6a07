import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '@fairlead/devcluster';
import { forgeStep } from '@fairlead/testkit';
import { describe, expect } from 'vitest';
import { it } from '../support/canary-stage.ts';

const MODULE = 'github.com/argoproj/argo-rollouts@v1.8.3';
const CRD = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/rollouts.argoproj.io';
const NAMESPACE = 'argo';
const ROLLOUTS = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/rollouts`;
const image = (letter: string): string => `registry.example.com/orders@sha256:${letter.repeat(64)}`;

interface Rollout {
  readonly metadata: { readonly generation: number };
  readonly spec: {
    readonly paused?: boolean;
    readonly template: { readonly spec: { readonly containers: { readonly image: string }[] } };
  };
  readonly status?: Readonly<Record<string, unknown>>;
}

/** Argo's own definition of the kind, as its Go module has it. */
async function readCrd(): Promise<string> {
  const told = execFileSync('go', ['mod', 'download', '-json', MODULE], { encoding: 'utf8' });
  const { Dir } = JSON.parse(told) as { Dir: string };
  return readFile(join(Dir, 'manifests/crds/rollout-crd.yaml'), 'utf8');
}

/** A Rollout, and the hands of its controller, which is played here: what it says is written to the status. */
async function makeRollout({ api }: Cluster) {
  await api.apply(CRD, await readCrd());
  await api.apply(`/api/v1/namespaces/${NAMESPACE}`, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  });
  // a kind is served some moments before the API server tells of it
  const told = async (): Promise<readonly string[]> => {
    const list = await api.get<{ resources: { name: string }[] }>('/apis/argoproj.io/v1alpha1');
    return (list?.resources ?? []).map(({ name }) => name);
  };
  await expect.poll(told, { timeout: 20_000 }).toContain('rollouts/status');
  const path = `${ROLLOUTS}/orders`;
  const labels = { app: 'orders' };
  const rollout = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'orders' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
      template: { metadata: { labels }, spec: { containers: [{ name: 'orders', image: image('a') }] } },
    },
  };
  await expect
    .poll(() => api.apply(path, rollout).then(() => 'made', String), { timeout: 10_000 })
    .toBe('made');
  const read = async (): Promise<Rollout> => {
    const found = await api.get<Rollout>(path);
    if (found === undefined) throw new Error(`there is no ${path}`);
    return found;
  };
  const say = async (status: object): Promise<void> => {
    const now = await read();
    const told = { observedGeneration: String(now.metadata.generation), ...status };
    const answer = await api.request('PUT', `${path}/status`, { ...now, status: { ...now.status, ...told } });
    expect(answer.status).toBe(200);
  };
  return { read, say };
}

/** What is asked of Argo Rollouts, by the real definition of its kind. */
export function describeArgo(): void {
  describe('CAN-08 backend argo-rollouts', () => {
    it('gives orders that the real API takes, and ends at once with a degraded Rollout', async ({
      cluster,
    }) => {
      const { read, say } = await makeRollout(cluster);
      const step = (inputs: Readonly<Record<string, string>>, onLine?: (line: string) => void) =>
        forgeStep({
          action: 'canary-rollback',
          inputs: {
            backend: 'argo-rollouts',
            workload: 'orders',
            namespace: NAMESPACE,
            interval: '1s',
            ...inputs,
          },
          env: { KUBECONFIG: cluster.kubeconfig },
          wrap: (argv) => cluster.nsenterArgv(argv),
          ...(onLine === undefined ? {} : { onLine }),
        });
      const order = async (command: string): Promise<Rollout> => {
        const { outputs, log } = await (await step({ command })).main();
        expect(outputs['outcome'], log).not.toBe('idle');
        return read();
      };
      await say({ phase: 'Healthy', currentPodHash: 'a', stableRS: 'a' });
      expect((await order('pause')).spec.paused).toBe(true);
      expect((await order('abort')).status).toMatchObject({ abort: true });
      expect((await order('retry')).status).toMatchObject({ abort: false });
      const before = await read();
      const paused = {
        phase: 'Paused',
        currentPodHash: 'b',
        currentStepIndex: 1,
        pauseConditions: [{ reason: 'CanaryPauseStep', startTime: '2026-01-01T00:00:00Z' }],
      };
      await say(paused);
      const promoted = await order('promote');
      expect(promoted.spec.paused).toBe(false);
      expect(promoted.status).not.toHaveProperty('pauseConditions');
      expect(promoted.spec.template).toEqual(before.spec.template);

      await say({ phase: 'Healthy', message: '', currentPodHash: 'a', stableRS: 'a', currentStepIndex: 2 });
      const why = 'RolloutAborted: Rollout aborted update to revision 2: Metric "errors" assessed Failed';
      let seen = 0;
      const main = await (
        await step({ image: image('b'), 'ready-timeout': '3s' }, (line) => {
          if (!line.includes('rollout: Progressing') || seen++ > 0) return;
          void say({ phase: 'Degraded', message: why, abort: true, currentPodHash: 'b' });
        })
      ).main();
      expect(main.annotations.find(({ level }) => level === 'error')?.message).toContain(
        `CANARY_FAILED: orders@sha256:bbbbbbbbbbbb: the Rollout orders is degraded: ${why}`,
      );
      expect(main.outputs).toMatchObject({ outcome: 'rolled-back', share: '0' });
      expect((await read()).spec.template.spec.containers[0]?.image).toBe(image('a'));
    });
  });
}
