import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const ACTIONS = resolve(import.meta.dirname, '../../../actions');

/** The workflow of a recipe of an action's README, as people paste it: the jobs below the line that begins so. */
export async function recipeOf(action: string, begins: string, on = 'push'): Promise<string> {
  const readme = await readFile(resolve(ACTIONS, action, 'README.md'), 'utf8');
  const [, after = ''] = readme.split(`\n${begins}`);
  const jobs = /```yaml\n((?:on:\n(?: .*\n)+)?)(jobs:\n.*?)```/s.exec(after);
  if (jobs === null) throw new Error(`${action} has no recipe with jobs that begins: ${begins}`);
  return `${jobs[1] === '' ? `on: ${on}\n` : jobs[1]}permissions: { contents: read }\n${jobs[2]}`;
}
