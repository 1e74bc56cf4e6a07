import { formatDuration, mapLimited } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { checkStages } from '../check/stages.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { timed } from '../system/timed.ts';

/** `check`: everything that can be said about a change in under a minute; all problems at once. */
export async function checkCommand(args: readonly string[]): Promise<number> {
  parseArguments(args, { words: [] });
  const whole = await timed(() =>
    mapLimited(checkStages, 2, async (stage) => {
      const { value: problems, durationMs } = await timed(() => stage.run(REPOSITORY_ROOT));
      console.log(`${problems.length === 0 ? '✓' : '✗'} ${stage.name} (${formatDuration(durationMs)})`);
      return { name: stage.name, problems };
    }),
  );
  const failed = whole.value.filter(({ problems }) => problems.length > 0);
  for (const { name, problems } of failed) console.error(`\n== ${name}\n${problems.join('\n')}`);
  const verdict =
    failed.length === 0 ? 'all good' : `problems in: ${failed.map(({ name }) => name).join(', ')}`;
  console.log(`\n${verdict} (${formatDuration(whole.durationMs)})`);
  return failed.length === 0 ? 0 : 1;
}
