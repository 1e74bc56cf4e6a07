import { formatDuration, mapLimited } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { type CheckStage, checkStages } from '../check/stages.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { onInterrupt } from '../system/interrupt.ts';
import { runningPrograms } from '../system/run.ts';
import { timed } from '../system/timed.ts';
import { withScratchFolder } from '../test/scratch-folder.ts';

/** `check`: everything that can be said about a change in under a minute; all problems at once. */
export async function checkCommand(args: readonly string[]): Promise<number> {
  parseArguments(args, { words: [] });
  const signal = onInterrupt(() => runningPrograms() === 0);
  const runStages = () => mapLimited(checkStages, 2, (stage) => runStage(stage, signal));
  const whole = await timed(() => withScratchFolder(runStages));
  if (signal.aborted) return Number(process.exitCode);
  const failed = whole.value.filter(({ problems }) => problems.length > 0);
  for (const { name, problems } of failed) console.error(`\n== ${name}\n${problems.join('\n')}`);
  const verdict =
    failed.length === 0 ? 'all good' : `problems in: ${failed.map(({ name }) => name).join(', ')}`;
  console.log(`\n${verdict} (${formatDuration(whole.durationMs)})`);
  return failed.length === 0 ? 0 : 1;
}

interface StageResult {
  readonly name: string;
  readonly problems: readonly string[];
}

async function runStage({ name, run }: CheckStage, signal: AbortSignal): Promise<StageResult> {
  if (signal.aborted) return { name, problems: [] };
  const { value: problems, durationMs } = await timed(() => run(REPOSITORY_ROOT));
  if (!signal.aborted) {
    console.log(`${problems.length === 0 ? '✓' : '✗'} ${name} (${formatDuration(durationMs)})`);
  }
  return { name, problems };
}
