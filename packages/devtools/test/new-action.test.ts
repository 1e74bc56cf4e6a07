import { expect, test } from 'vitest';
import { registerAction } from '../src/new-action/register.ts';
import { newActionFiles } from '../src/new-action/templates.ts';

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
