import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, homedir, release } from 'node:os';
import { join } from 'node:path';
import { formatDuration } from '@fairlead/core';
import { type Cluster, createProgress, stopCluster } from '@fairlead/devcluster';
import { parseArguments } from '../arguments.ts';
import { checkScenario, type DemoCheck } from './checks.ts';
import { markProcesses, removeDemo } from './leftovers.ts';
import { renderDemoPage } from './page.ts';
import { requirePrerequisites } from './prerequisites.ts';
import { runScenario, type ScenarioResult } from './scenario.ts';
import { setStage } from './stage.ts';
import { renderTable } from './table.ts';

const USAGE = `npm run demo -- [--gateway] [--keep] [--name NAME]   three commits through the whole pipeline
npm run demo -- --down [--name NAME]                 remove all that a demo left

  --gateway   shift traffic by HTTPRoute weights through a real gateway; without it by replica ratio
  --keep      leave the cluster up and print how to look around
  --name      name of the demo's cluster (default: demo)`;

/** Runs the demo. Resolves to the exit code: 0 when everything was as it must be. */
export async function demo(args: readonly string[]): Promise<number> {
  const { flags, options } = parseArguments(args, {
    flags: ['gateway', 'keep', 'down', 'help'],
    options: ['name'],
  });
  const say = (line: string): void => console.log(line);
  if (flags.has('help')) {
    say(USAGE);
    return 0;
  }
  const name = options['name'] ?? 'demo';
  const folder = join(
    process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local/state'),
    'fairlead-demo',
    name,
  );
  await requirePrerequisites();
  markProcesses(name);
  if (flags.has('down')) {
    await removeDemo(name, folder);
    say(`demo ${name}: nothing is left; built programs stay in the cache`);
    return 0;
  }
  const cancel = new AbortController();
  const stop = (): void => cancel.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const started = performance.now();
  let cluster: Cluster | undefined;
  try {
    await removeDemo(name, folder);
    await mkdir(folder, { recursive: true });
    const stage = await setStage({
      name,
      gateway: flags.has('gateway'),
      folder,
      progress: createProgress({ write: say }),
      say,
      signal: cancel.signal,
    });
    cluster = stage.cluster;
    say(`the stage is set after ${formatDuration(performance.now() - started)}`);
    const result = await runScenario(stage.scenario);
    const checks = checkScenario(result);
    const page = await tell(result, checks, folder, say);
    say(`report: ${page}`);
    say(`step summaries and reports of each action: ${join(folder, 'reports')}`);
    say(`demo ended after ${formatDuration(performance.now() - started)}`);
    return checks.every((check) => check.ok) ? 0 : 1;
  } finally {
    cluster?.close();
    if (flags.has('keep') && cluster !== undefined) sayHowToLookAround(cluster, name, say);
    else await removeCluster(name, say);
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function tell(
  result: ScenarioResult,
  checks: readonly DemoCheck[],
  folder: string,
  say: (line: string) => void,
): Promise<string> {
  for (const line of renderTable(result, checks)) say(line);
  const machine = `Linux ${release()}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString()}`;
  const page = join(folder, 'report.html');
  await writeFile(page, renderDemoPage(result, checks, machine));
  return page;
}

function sayHowToLookAround(cluster: Cluster, name: string, say: (line: string) => void): void {
  const inside = (command: string): string => `  ${cluster.nsenterArgv(command.split(' ')).join(' ')}`;
  say('');
  say('The cluster is up. From here:');
  say(inside(`env KUBECONFIG=${cluster.kubeconfig} kubectl --namespace production get pods`));
  say(inside('curl -i http://127.0.0.1:30080/orders'));
  say(`  Prometheus, inside the same namespace: ${cluster.prometheusUrl}`);
  say(`  npm run demo -- --down --name ${name}   removes it`);
}

async function removeCluster(name: string, say: (line: string) => void): Promise<void> {
  await stopCluster(name);
  say(`cluster ${name}: removed`);
}
