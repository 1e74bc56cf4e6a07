import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentedCommands } from '../src/check/documented-commands.ts';
import { REPOSITORY_ROOT } from '../src/paths.ts';

test('the commands of the page are read with their words, and those that are left out say why', async () => {
  const commands = documentedCommands(await readFile(join(REPOSITORY_ROOT, 'CONTRIBUTING.md'), 'utf8'));
  expect(commands.length).toBeGreaterThan(8);
  expect(commands.find(({ shown }) => shown === 'npm run check')).toEqual({
    shown: 'npm run check',
    argv: ['npm', 'run', 'check'],
    left: undefined,
  });
  expect(commands.find(({ shown }) => shown === 'npm test')?.left).toBe("CI's own command");
});

test('a page without a table has none', () => {
  expect(documentedCommands('`npm test` in a sentence')).toEqual([]);
});
