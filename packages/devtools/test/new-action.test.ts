import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeScratchCheckout, removeScratchCheckout } from '../src/mutate/scratch-checkout.ts';
import { registerAction } from '../src/new-action/register.ts';
import { newActionFiles } from '../src/new-action/templates.ts';
import { REPOSITORY_ROOT } from '../src/paths.ts';
import { run } from '../src/system/run.ts';

test('a new action is one folder and its example, with no word of the template', async () => {
  const files = await newActionFiles('log-ship');
  const paths = files.map(({ path }) => path);
  expect(paths).toContain('actions/log-ship/src/action.ts');
  const beside = paths.filter((path) => !path.startsWith('actions/log-ship/'));
  expect(beside).toEqual(['workflows-examples/log-ship.yml']);
  for (const { path, text } of files) expect(text, path).not.toMatch(/\{\{(?:name|PREFIX)\}\}/);
  expect(files.find(({ path }) => path.endsWith('codes.ts'))?.text).toContain('LOG_SHIP_REFUSED');
});

test('the registry gets one line, at its end', () => {
  expect(registerAction("export const a = [\n  'one',\n];\n", 'two')).toBe(
    "export const a = [\n  'one',\n  'two',\n];\n",
  );
  expect(() => registerAction('nothing', 'two')).toThrow(TypeError);
});

test.each(['a', 'ship-logs-to-the-archive'])(
  'a new action is in order and its tests pass: %s',
  async (name) => {
    const scratch = await makeScratchCheckout(REPOSITORY_ROOT);
    onTestFinished(() => removeScratchCheckout(scratch));
    for (const { path, text } of await newActionFiles(name)) {
      await mkdir(dirname(join(scratch, path)), { recursive: true });
      await writeFile(join(scratch, path), text);
    }
    const modules = join(REPOSITORY_ROOT, 'node_modules');
    const calls = [
      [join(modules, '@biomejs/biome/bin/biome'), 'ci', `actions/${name}`],
      [
        '--conditions=fairlead-source',
        join(modules, 'vitest/vitest.mjs'),
        'run',
        '--project=unit',
        `actions/${name}`,
      ],
    ] as const;
    for (const call of calls) {
      const { code, output } = await run([process.execPath, ...call], { cwd: scratch });
      expect(code, output).toBe(0);
    }
  },
  120_000,
);
