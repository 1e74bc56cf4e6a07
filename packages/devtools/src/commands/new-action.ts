import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { actionNames } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { registerAction } from '../new-action/register.ts';
import { newActionFiles } from '../new-action/templates.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { Problem } from '../problem.ts';
import { run } from '../system/run.ts';

const REGISTRY = 'packages/core/src/config/action-names.ts';

/** `new-action NAME`: a new action that works, with its tests and its example: one folder, one file, one line in the registry. */
export async function newActionCommand(args: readonly string[]): Promise<number> {
  const { words } = parseArguments(args, {});
  const name = words[0] ?? '';
  if (words.length !== 1 || !/^[a-z]+(?:-[a-z0-9]+)*$/.test(name))
    throw new Problem(`new-action needs one name in kebab-case, such as log-ship, not "${words.join(' ')}"`);
  const folder = `actions/${name}`;
  const files = await newActionFiles(name);
  const there = files.find(({ path }) => existsSync(join(REPOSITORY_ROOT, path)));
  if (actionNames.includes(name) || there !== undefined)
    throw new Problem(`there is an action "${name}" already: ${there?.path ?? REGISTRY}`);
  for (const { path, text } of files) await write(path, text);
  await write(REGISTRY, registerAction(await readFile(join(REPOSITORY_ROOT, REGISTRY), 'utf8'), name));
  await follow(['npm', 'install', '--no-audit', '--no-fund'], 'enter it into package-lock.json');
  await follow(
    [process.execPath, join(REPOSITORY_ROOT, 'scripts/fairlead.mjs'), 'generate'],
    'write action.yml, the tables, the schema and tsconfig.json',
  );
  await follow(
    [
      process.execPath,
      join(REPOSITORY_ROOT, 'node_modules/@biomejs/biome/bin/biome'),
      'format',
      '--write',
      folder,
    ],
    'format it',
  );
  console.log(`\n${folder} is there. See it work: npm test unit -- ${folder}`);
  console.log(`Its example runs under act: npm test act (workflows-examples/${name}.yml)`);
  return 0;
}

async function write(path: string, text: string): Promise<void> {
  const file = join(REPOSITORY_ROOT, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  console.log(`  ${path}`);
}

async function follow(argv: readonly [string, ...string[]], what: string): Promise<void> {
  const { code, output } = await run(argv, { cwd: REPOSITORY_ROOT });
  if (code !== 0) throw new Problem(`could not ${what}:\n${output.trimEnd()}`);
  console.log(`  ${what}`);
}
