import { ExternalError } from '@fairlead/core';
import type { KubeObject } from '@fairlead/kube';
import type { Target } from './target.ts';

/** What the cluster and its admission rules have against an object, on trial; undefined when they take it. Nothing is kept. */
export async function refusalOf({ kube }: Target, object: KubeObject): Promise<string | undefined> {
  try {
    await kube.create(object, { dryRun: true });
    return undefined;
  } catch (error) {
    if (!(error instanceof ExternalError) || error.code === 'KUBE_UNREACHABLE') throw error;
    return error.message;
  }
}
