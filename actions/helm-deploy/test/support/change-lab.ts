import type { ExecResult, Logger } from '@fairlead/core';
import type { KubeObject, Subject } from '@fairlead/kube';
import { createFakeClock, createFakeKube, type FakeClock, type FakeKube } from '@fairlead/testkit';
import type { DeployContext } from '../../src/context.ts';
import type { ChangeEnd, Supervision } from '../../src/rollout/change.ts';
import { supervise } from '../../src/rollout/supervise.ts';

export const DONE: ExecResult = { exitCode: 0, stdout: '', stderr: '', durationMs: 1 };
export const ORDERS: Subject = { kind: 'Deployment', namespace: 'shop', name: 'orders' };

/** A cluster, a helm and a clock that a test moves. */
export interface ChangeLab {
  readonly clock: FakeClock;
  readonly kube: FakeKube;
  readonly lines: string[];
  readonly cancel: AbortController;
  readonly wasInterrupted: () => boolean;
  /** A helm that ends after some seconds unless it is interrupted before. */
  helm(seconds: number, result: ExecResult | Error): Supervision['change'];
  watch(change: Supervision['change'], over?: Partial<Supervision>): Promise<ChangeEnd>;
}

export function openChangeLab(): ChangeLab {
  const clock = createFakeClock();
  const kube = createFakeKube('shop', clock);
  const lines: string[] = [];
  const cancel = new AbortController();
  let interrupted = false;
  return {
    clock,
    kube,
    lines,
    cancel,
    wasInterrupted: () => interrupted,
    helm: (seconds, result) => async (signal) => {
      signal.addEventListener('abort', () => {
        interrupted = true;
      });
      await clock.sleep(seconds * 1000, signal);
      if (result instanceof Error) throw result;
      return result;
    },
    watch(change, over = {}) {
      const say = (line: string): void => void lines.push(line);
      const log = { info: say, warn: say, debug: say } as unknown as Logger;
      const inputs = { release: 'orders' };
      const context = { clock, log, signal: cancel.signal, inputs } as unknown as DeployContext;
      const workloads = [ORDERS, { kind: 'Job', namespace: 'shop', name: 'migrate' }];
      return supervise(context, {
        kube,
        workloads,
        hasHooksBefore: false,
        budgetMs: 60_000,
        change,
        ...over,
      });
    },
  };
}

/** The Deployment with one of one pods ready, or none. */
export function deployment(ready: boolean, name = 'orders', replicas = 1): KubeObject {
  const metadata = { name, annotations: { 'deployment.kubernetes.io/revision': '1' } };
  const count = ready ? replicas : 0;
  const status = {
    observedGeneration: 9,
    replicas,
    updatedReplicas: replicas,
    availableReplicas: count,
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas }, status };
}

/** A failed Job, as a hook leaves it. */
export const failedJob: KubeObject = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate' },
  status: {
    conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'once' }],
  },
};

export const refusal = (stderr: string): ExecResult => ({ ...DONE, exitCode: 1, stderr });
