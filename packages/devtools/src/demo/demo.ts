import { mkdir, rm, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { formatDuration } from '@fairlead/core';
import { createProgress, stopCluster } from '@fairlead/devcluster';
import { checkScenario, type DemoCheck } from './checks.ts';
import { claimOrRefuse, takeOver } from './claim.ts';
import { markProcesses, removeDemo } from './leftovers.ts';
import { type DemoOptions, readOptions, USAGE } from './options.ts';
import { renderDemoPage } from './page.ts';
import { requireMachine, requirePrerequisites } from './prerequisites.ts';
import { runScenario, type ScenarioResult } from './scenario.ts';
import { NAMESPACE, NODE_PORT } from './settings.ts';
import { type Stage, setStage } from './stage.ts';
import { renderTable } from './table.ts';

/** As a shell counts a program that SIGINT has ended. */
const EXIT_CANCELLED = 130;

const say = (line: string): void => console.log(line);

/** Runs the demo. Resolves to the exit code: 0 when everything was as it must be, 130 when it was cancelled. */
export async function demo(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.command === 'help') {
    say(USAGE);
    return 0;
  }
  requireMachine();
  return options.command === 'down' ? takeDown(options) : run(options);
}

async function takeDown({ name, folder }: DemoOptions): Promise<number> {
  const claim = await takeOver(name, say);
  markProcesses(name);
  const existed = await removeDemo(name, folder);
  claim.release();
  say(
    `demo ${name}: ${existed ? 'removed' : 'there was nothing to remove'}; built programs stay in the cache`,
  );
  return 0;
}

async function run(options: DemoOptions): Promise<number> {
  const { name, folder } = options;
  await requirePrerequisites();
  const claim = await claimOrRefuse(name);
  markProcesses(name);
  const cancel = new AbortController();
  const stop = (): void => {
    say('');
    say(`stopping: the cluster is removed; asked once more, this ends at once and leaves it to --down`);
    cancel.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  let stage: Stage | undefined;
  try {
    if (await removeDemo(name, folder)) say(`demo ${name}: removed what an earlier one has left`);
    await useTemporaryFolder(folder);
    const started = performance.now();
    const progress = createProgress({ write: say });
    stage = await setStage({
      name,
      gateway: options.gateway,
      commits: options.commits,
      kubectl: options.keep,
      folder,
      progress,
      say,
      signal: cancel.signal,
    });
    say(`the stage is set after ${formatDuration(performance.now() - started)}`);
    return await tellStory(stage, folder, started);
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
    return EXIT_CANCELLED; // whatever it was that ended, it was asked to
  } finally {
    stage?.cluster.close();
    if (options.keep && stage !== undefined && !cancel.signal.aborted) sayHowToLookAround(stage, name);
    else await removeCluster(name);
    await rm(temporaryFolder(folder), { recursive: true, force: true, maxRetries: 3 });
    claim.release();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Temporary files of the demo go away with its folder, also when it is killed. */
function temporaryFolder(folder: string): string {
  return join(folder, 'tmp');
}

async function useTemporaryFolder(folder: string): Promise<void> {
  process.env['TMPDIR'] = temporaryFolder(folder);
  await mkdir(temporaryFolder(folder), { recursive: true });
}

/** Sends the commits, and tells what was measured. */
async function tellStory(stage: Stage, folder: string, started: number): Promise<number> {
  const result = await runScenario(stage.scenario);
  const checks = checkScenario(result);
  for (const line of renderTable(result, checks)) say(line);
  say('');
  say(`report: ${await writePage(result, checks, folder)}`);
  say(`step summaries and reports of each action: ${join(folder, 'reports')}`);
  const elapsed = formatDuration(performance.now() - started);
  const failed = checks.filter((check) => !check.ok).length;
  say(
    failed === 0
      ? `the demo went as it should, in ${elapsed}`
      : `${failed} of ${checks.length} checks failed after ${elapsed}: look for ✗ above`,
  );
  return failed === 0 ? 0 : 1;
}

async function writePage(
  result: ScenarioResult,
  checks: readonly DemoCheck[],
  folder: string,
): Promise<string> {
  const machine = `Linux ${release()}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString()}`;
  const page = join(folder, 'report.html');
  await writeFile(page, renderDemoPage(result, checks, machine));
  return page;
}

function sayHowToLookAround({ cluster, kubectl }: Stage, name: string): void {
  const inside = (...argv: string[]): string => `  ${cluster.nsenterArgv(argv).join(' ')}`;
  say('');
  say('The cluster is up. From here:');
  say(
    inside(
      'env',
      `KUBECONFIG=${cluster.kubeconfig}`,
      kubectl ?? 'kubectl',
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
