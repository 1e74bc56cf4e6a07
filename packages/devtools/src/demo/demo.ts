import { type Claim, claimOrRefuse, takeOver } from './claim.ts';
import { endMarked, markProcesses, removeDemo } from './leftovers.ts';
import { runOnMadeCluster } from './made-cluster.ts';
import { type DemoOptions, readOptions, USAGE } from './options.ts';
import { connectOwn } from './own/connect.ts';
import type { OwnClusterOptions } from './own/options.ts';
import { removeOwn, runOnOwnCluster } from './own/run.ts';
import { requireMachine, requirePrerequisites } from './prerequisites.ts';
import { tellStory } from './tell.ts';
import { removeTemporaryFolder, useTemporaryFolder } from './temporary-folder.ts';

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
  if (options.own === undefined) requireMachine();
  return options.command === 'down' ? takeDown(options) : run(options);
}

async function takeDown(options: DemoOptions): Promise<number> {
  const { name } = options;
  const claim = await takeOver(name, say);
  markProcesses(name);
  const existed = await removeAll(options);
  claim.release();
  say(
    `demo ${name}: ${existed ? 'removed' : 'there was nothing to remove'}; built programs stay in the cache`,
  );
  return 0;
}

async function removeAll({ name, folder, own }: DemoOptions): Promise<boolean> {
  if (own === undefined) return removeDemo(name, folder);
  const ended = await endMarked(name);
  return (await removeOwn(await connectOwn(name, own), folder)) || ended > 0;
}

async function run(options: DemoOptions): Promise<number> {
  const { name, own } = options;
  if (own === undefined) await requirePrerequisites();
  const claim = await claimOrRefuse(name);
  markProcesses(name);
  const place = own === undefined ? 'the cluster is' : 'what was made is';
  return untilAsked(options, claim, place, (signal) =>
    own === undefined ? runOnMadeCluster(options, signal) : runOnOwn(options, own, signal),
  );
}

async function runOnOwn(options: DemoOptions, own: OwnClusterOptions, signal: AbortSignal): Promise<number> {
  const { name, commits, folder } = options;
  await endMarked(name);
  const started = performance.now();
  return runOnOwnCluster({
    name,
    commits,
    folder,
    options: own,
    say,
    signal,
    prepare: () => useTemporaryFolder(folder),
    tell: (scenario) => tellStory(scenario, started),
  });
}

/** Runs to the end, or to the signal that asks it to end; the claim and temporary files go away in any case. */
async function untilAsked(
  { folder }: DemoOptions,
  claim: Claim,
  place: string,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const cancel = new AbortController();
  const stop = (): void => {
    say('');
    say(`stopping: ${place} removed; asked once more, this ends at once and leaves it to --down`);
    cancel.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work(cancel.signal);
  } catch (error) {
    if (!cancel.signal.aborted) throw error;
    return EXIT_CANCELLED; // whatever it was that ended, it was asked to
  } finally {
    await removeTemporaryFolder(folder);
    claim.release();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
