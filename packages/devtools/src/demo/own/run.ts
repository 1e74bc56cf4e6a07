import { rm } from 'node:fs/promises';
import { formatDuration } from '@fairlead/core';
import { createProgress } from '@fairlead/devcluster';
import { Problem } from '../../problem.ts';
import type { ScenarioOptions } from '../scenario-options.ts';
import { connectOwn, type OwnCluster } from './connect.ts';
import { clearNamespace, openNamespace } from './namespace.ts';
import { createLook } from './needs/look.ts';
import { findMissing } from './needs/registry.ts';
import { imageOfDemo } from './objects.ts';
import type { OwnClusterOptions } from './options.ts';
import { setOwnStage } from './stage.ts';
import { tryPull } from './try-pull.ts';

/** A demo on a cluster of the user. */
export interface OwnDemo {
  readonly name: string;
  readonly commits: number;
  readonly folder: string;
  readonly options: OwnClusterOptions;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Makes the folder and what belongs to it. */
  readonly prepare: () => Promise<void>;
  /** Sends the commits and tells what was measured; gives the exit code. */
  readonly tell: (scenario: ScenarioOptions) => Promise<number>;
}

/**
 * Looks for all that is needed, then makes the namespace, tries a pull, runs the story and removes what was made, however
 * it ends. @throws Problem with everything that is missing, before anything is made.
 */
export async function runOnOwnCluster(demo: OwnDemo): Promise<number> {
  const { name, folder, options, say, signal } = demo;
  const cluster = await connectOwn(name, options);
  const { target } = cluster.kube;
  say(
    `cluster ${target.context} (${target.server}), namespace ${cluster.namespace}: looking for what is needed`,
  );
  const missing = await findMissing({ options, cluster, look: createLook() });
  if (missing.length > 0) throw new Problem(['nothing was made; missing:', ...missing].join('\n  '));
  signal.throwIfAborted();
  if (await removeOwn(cluster, folder)) say(`demo ${name}: removed what an earlier one has left`);
  await demo.prepare();
  try {
    await openNamespace(cluster);
    await tryPull(cluster, options, signal);
    say(`namespace ${cluster.namespace} is there, and the nodes pull from ${options.registry}`);
    return await tellOn(demo, cluster);
  } finally {
    const started = performance.now();
    await removeOwn(cluster, undefined);
    const what = cluster.makesNamespace
      ? `namespace ${cluster.namespace}`
      : `the demo's objects in ${cluster.namespace}`;
    say(`removed in ${formatDuration(performance.now() - started)}: ${what}`);
    say(`images stay in ${imageOfDemo(options.registry)}`);
  }
}

async function tellOn(
  { commits, folder, options, say, signal, tell }: OwnDemo,
  cluster: OwnCluster,
): Promise<number> {
  const progress = createProgress({ write: say });
  const stage = await setOwnStage({ options, cluster, commits, folder, progress, say, signal });
  try {
    return await tell(stage.scenario);
  } finally {
    await stage.close();
  }
}

/** Removes what a demo has left in the cluster and, where a folder is given, on this machine. Says whether there was anything. */
export async function removeOwn(cluster: OwnCluster, folder: string | undefined): Promise<boolean> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return clearNamespace(cluster);
}
