import { join } from 'node:path';
import { bringTool, knownVersions } from '@fairlead/tools';
import type { Check, Job } from '../check/check.ts';
import type { Command } from '../plan/command.ts';

/**
 * The commands of a check with the tool that is to run: the one on PATH, or with `missing-tools: bring` where there is none
 * the newest of our list, whose sha256 is known.
 *
 * @throws the errors of bringTool: a tool that cannot be had leaves nothing checked.
 */
export async function bringMissing(
  { tool }: Pick<Check, 'tool'>,
  commands: readonly Command[],
  { ports: { exec, files, log }, rules }: Pick<Job, 'ports' | 'rules'>,
  bring: typeof bringTool = bringTool,
): Promise<readonly Command[]> {
  if (tool === undefined || rules.missingTools !== 'bring') return commands;
  if ((await exec.find(tool.name)) !== undefined) return commands;
  const [version = ''] = knownVersions(tool);
  const wish = { tool, version, sha256: undefined, baseUrl: undefined, input: 'missing-tools' };
  const program = join(await bring(wish, { files, log }), tool.program ?? tool.name);
  return commands.map((command) => (command.program === tool.name ? { ...command, program } : command));
}
