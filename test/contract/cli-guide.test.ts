import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, EXIT, loadActions } from '@fairlead/cli';
import { pageCommands, REPOSITORY_ROOT } from '@fairlead/devtools';
import { describe, expect, it } from 'vitest';
import { initialised, runProgram } from '../support/run-program.ts';
import { SMALL_SERVICE } from '../support/small-service.ts';

const PAGE = 'docs/guides/cli.md';
/** Every command line of the guide, as words behind the program's name. */
const shown = pageCommands(PAGE, await readFile(join(REPOSITORY_ROOT, PAGE), 'utf8'))
  .filter((command) => command.shown.startsWith('fairlead '))
  .map((command) => command.shown.split(' ').slice(1));
const linesOf = (name: string): string[] =>
  shown.filter(([first]) => first === name).map((words) => words.join(' '));

const { 'go.mod': goMod = '', 'main.go': main = '' } = SMALL_SERVICE;
/** A repository in which every `init` of the guide means something. */
const ORDERS = {
  'go.mod': goMod,
  'cmd/orders/main.go': main,
  'cmd/other/main.go': main,
  'services/orders/go.mod': goMod,
  'services/orders/main.go': main,
};

describe('the guide to the program', () => {
  it('shows every command, and none that is not there', () => {
    const names = new Set(shown.map(([name]) => name));
    expect([...names].sort()).toEqual(commands.map(({ name }) => name).sort());
  });

  it.each(linesOf('run'))('%s: its options are inputs', (line) => {
    const [, name, ...words] = line.split(' ');
    const action = loadActions().find((one) => one.name === name);
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
    expect(options.length).toBeGreaterThan(0);
    for (const option of options) expect(Object.keys(action?.inputs ?? {})).toContain(option);
  });

  it.each(linesOf('explain'))('%s explains', async (line) => {
    expect((await runProgram(line.split(' '), REPOSITORY_ROOT)).code).toBe(EXIT.fine);
  });

  it.each(linesOf('init').filter((line) => !line.includes('--dry-run')))(
    '%s ends well, and so does workflow-lint after it',
    async (line) => {
      const folder = await initialised(ORDERS, ...line.split(' ').slice(1));
      expect(await runProgram(['workflow-lint', '--no-external'], folder)).toEqual({
        code: EXIT.fine,
        text: '2 files: 0 findings',
      });
    },
  );

  it('init --dry-run ends well, and writes nothing that workflow-lint could look at', async () => {
    const folder = await initialised(ORDERS, '--dry-run');
    expect((await runProgram(['workflow-lint'], folder)).text).toContain('there is nothing to check');
  });
});
