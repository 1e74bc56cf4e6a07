import { formatDuration } from '@fairlead/core';
import { createProgress, stopCluster } from '@fairlead/devcluster';
import { removeDemo } from './leftovers.ts';
import type { DemoOptions } from './options.ts';
import { NAMESPACE, NODE_PORT } from './settings.ts';
import { type Stage, setStage } from './stage.ts';
import { tellStory } from './tell.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const say = (line: string): void => console.log(line);

/** The demo on a cluster that it makes and removes. Gives the exit code. */
export async function runOnMadeCluster(options: DemoOptions, signal: AbortSignal): Promise<number> {
  const { name, folder, gateway, commits, keep } = options;
  let stage: Stage | undefined;
  try {
    if (await removeDemo(name, folder)) say(`demo ${name}: removed what an earlier one has left`);
    await useTemporaryFolder(folder);
    const started = performance.now();
    const progress = createProgress({ write: say });
    stage = await setStage({ name, gateway, commits, kubectl: keep, folder, progress, say, signal });
    say(`engine and registry are there after ${formatDuration(performance.now() - started)}`);
    return await tellStory(stage.scenario, started);
  } finally {
    await stage?.close();
    if (keep && stage !== undefined && !signal.aborted) await sayHowToLookAround(stage, name);
    else await removeCluster(name);
  }
}

async function sayHowToLookAround({ cluster, kubectl }: Stage, name: string): Promise<void> {
  const inside = (...argv: string[]): string => `  ${cluster.nsenterArgv(argv).join(' ')}`;
  say('');
  say('The cluster is up. From here:');
  say(
    inside(
      'env',
      `KUBECONFIG=${cluster.kubeconfig}`,
      (await kubectl) ?? 'kubectl',
      ...['--namespace', NAMESPACE, 'get', 'pods'],
    ),
  );
  say(inside('curl', '-i', `http://127.0.0.1:${NODE_PORT}/orders`));
  say(`  Prometheus, inside the same namespace: ${cluster.prometheusUrl}`);
  say(`  npm run demo -- --down --name ${name}   removes it`);
}

async function removeCluster(name: string): Promise<void> {
  const { existed } = await stopCluster(name);
  if (existed) say(`cluster ${name}: removed`);
}
