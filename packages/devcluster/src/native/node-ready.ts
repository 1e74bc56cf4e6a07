import { ExternalError } from '@fairlead/core';
import { patient } from '../system/patience.ts';
import { waitFor } from '../system/wait.ts';
import type { KubeApi } from './api.ts';

/** How long the node may take; a machine that builds something else at the same time is slow. */
const LIMIT_MS = 120_000;

interface Node {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
  };
}

/** Waits until a pod can run: the node is ready and the default namespace has a service account. Throws ExternalError. */
export async function waitForNode(api: KubeApi, name: string): Promise<void> {
  const limitMs = patient(LIMIT_MS);
  let reason = 'the kubelet has not registered it';
  const look = async (): Promise<true | undefined> => {
    const node = await api.get<Node>(`/api/v1/nodes/${name}`);
    const condition = node?.status?.conditions?.find(({ type }) => type === 'Ready');
    reason = condition?.message ?? reason;
    if (condition?.status !== 'True') return undefined;
    const account = await api.get('/api/v1/namespaces/default/serviceaccounts/default');
    return account === undefined ? undefined : true;
  };
  if ((await waitFor(look, { timeoutMs: limitMs, everyMs: 200 })) !== undefined) return;
  throw new ExternalError({
    code: 'NODE_NOT_READY',
    message: `the node was not ready after ${limitMs / 1000} s: ${reason}`,
  });
}
