import { resolve } from 'node:path';
import { InputError, isWithin, oncePer, outsideProblem, resolveInside } from '@fairlead/core';
import { connectKube, type Kube } from '@fairlead/kube';
import type { CanaryContext } from '../context.ts';
import { makePatient } from './patient-kube.ts';
import type { Target } from './target.ts';

/** Makes the connection that the inputs describe. Tests put a fake cluster here. */
export type Connect = (context: CanaryContext) => Promise<Kube>;

/** Connects by kubeconfig. @throws InputError naming kubeconfig or kube-context. */
export const connectByConfig: Connect = async (context) => {
  const { inputs, host } = context;
  return connectKube({
    kubeconfig: await kubeconfigOf(context),
    context: inputs.kubeContext,
    namespace: inputs.namespace,
    env: host.env,
  });
};

/** The file that the inputs name. One that stands in the workspace must really be there: what was checked out may be a link. */
async function kubeconfigOf({ inputs, files, workspace }: CanaryContext): Promise<string | undefined> {
  const { kubeconfig } = inputs;
  if (kubeconfig === undefined) return undefined;
  const path = resolve(workspace, kubeconfig);
  if (!isWithin(workspace, path)) return path; // a file of the runner, as a step before has made it
  const problem = outsideProblem('kubeconfig', kubeconfig, await resolveInside(files, workspace, kubeconfig));
  if (problem !== undefined) throw new InputError([problem]);
  return path;
}

/** The workload that the inputs name; a run has one connection. */
export const openTarget: typeof open = oncePer(open);

async function open(context: CanaryContext, connect: Connect): Promise<Target> {
  const kube = await connect(context);
  return { kube, namespace: kube.target.namespace, workload: context.inputs.workload };
}

/** How long a call is tried again while the API server does not answer: about a restart of one. */
const PATIENCE_MS = { main: 10_000, post: 60_000 } as const; // nobody ends a post step early, and nothing comes after it

/** The same for changes: it bears an API server that is away for a moment. */
export async function openPatientTarget(context: CanaryContext, connect: Connect): Promise<Target> {
  const target = await openTarget(context, connect);
  return {
    ...target,
    kube: makePatient(target.kube, context.clock, context.log, PATIENCE_MS[context.phase]),
  };
}
