import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Command, EXIT, UsageError } from '../src/commands/command.ts';
import { commands } from '../src/commands/registry.ts';
import { runCommand } from '../src/run-command.ts';
import { createFakeTerminal } from './support/fake-terminal.ts';

const command = (name: string, run: Awaited<ReturnType<Command['load']>>): Command => ({
  name,
  usage: `${name} WORD`,
  summary: `does ${name}`,
  load: async () => run,
});

describe('runCommand', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])(
    'lists commands and exit codes for %j',
    async (args) => {
      const terminal = createFakeTerminal();
      expect(await runCommand(args, terminal, [command('sing', async () => 1)])).toBe(EXIT.fine);
      expect(terminal.said.join('\n')).toMatch(/^ {2}sing WORD +does sing$/m);
      expect(terminal.said.join('\n')).toMatch(/^ {2}1 {2}what was run or looked at failed$/m);
      expect(terminal.complained).toEqual([]);
    },
  );

  it('hands the rest to the command and gives its exit code', async () => {
    const seen: (readonly string[])[] = [];
    const sing = command('sing', async (args) => {
      seen.push(args);
      return 7;
    });
    expect(await runCommand(['sing', 'a', '--b'], createFakeTerminal(), [sing])).toBe(7);
    expect(await runCommand(['help', 'sing'], createFakeTerminal(), [sing])).toBe(7);
    expect(seen).toEqual([['a', '--b'], ['--help']]);
  });

  it('says which commands there are when it does not know one', async () => {
    const terminal = createFakeTerminal();
    expect(await runCommand(['snig'], terminal, [command('sing', async () => 0)])).toBe(EXIT.usage);
    expect(terminal.complained).toEqual([
      'fairlead: there is no command "snig"; did you mean sing? (allowed: sing, version, help)',
    ]);
  });

  it.each([
    ['--verison', '--version'],
    ['--hepl', '--help'],
  ])('takes %s for a misspelt option', async (given, meant) => {
    const terminal = createFakeTerminal();
    expect(await runCommand([given], terminal, [])).toBe(EXIT.usage);
    expect(terminal.complained[0]).toContain(`did you mean ${meant}?`);
  });

  it.each(['version', '--version', '-V'])('says its version for %s', async (word) => {
    const program = join(import.meta.dirname, '../src');
    const { version } = JSON.parse(readFileSync(join(program, '../package.json'), 'utf8')) as {
      version: string;
    };
    const terminal = createFakeTerminal({ program });
    expect(await runCommand([word], terminal)).toBe(EXIT.fine);
    expect([terminal.said, terminal.complained]).toEqual([[`fairlead ${version}`], []]);
  });

  it('says so when nothing tells its version', async () => {
    const terminal = createFakeTerminal({ program: '/nowhere/at/all' });
    expect(await runCommand(['--version'], terminal)).toBe(EXIT.failed);
    expect(terminal.complained.join()).toContain('/nowhere/at/all has no package.json');
  });

  it('says every problem of a call with the name of the command', async () => {
    const sing = command('sing', async () => {
      throw new UsageError(['--a: is odd', '--b: is even']);
    });
    const terminal = createFakeTerminal();
    expect(await runCommand(['sing'], terminal, [sing])).toBe(EXIT.usage);
    expect(terminal.complained).toEqual([
      'fairlead sing: --a: is odd',
      'fairlead sing: --b: is even',
      'fairlead sing --help says what is allowed',
    ]);
  });

  it('keeps a problem on its line, whatever a file is called, and names the help that has the answer', async () => {
    const sing = command('sing', async () => {
      throw new UsageError(['a\n\u001b[31mb: is odd'], 'song');
    });
    const terminal = createFakeTerminal();
    expect(await runCommand(['sing'], terminal, [sing])).toBe(EXIT.usage);
    expect(terminal.complained).toEqual([
      'fairlead sing: a [31mb: is odd',
      'fairlead sing song --help says what is allowed',
    ]);
  });

  it('names the help of the action that was called in a wrong way', async () => {
    const terminal = createFakeTerminal({ cwd: import.meta.dirname, env: { PATH: process.env['PATH'] } });
    expect(await runCommand(['run', 'go-build', '--tragets', 'x'], terminal)).toBe(EXIT.usage);
    expect(terminal.complained.at(-1)).toBe('fairlead run go-build --help says what is allowed');
  });

  it('does not hide a bug', async () => {
    const broken = command('sing', async () => {
      throw new TypeError('x');
    });
    await expect(runCommand(['sing'], createFakeTerminal(), [broken])).rejects.toThrow(TypeError);
  });
});

describe.each(commands)('$name', ({ name, usage }) => {
  it('has a page of help that begins with how it is called', async () => {
    const terminal = createFakeTerminal();
    expect(await runCommand([name, '--help'], terminal)).toBe(EXIT.fine);
    expect(terminal.said.join('\n')).toContain(`fairlead ${usage}`);
    expect(terminal.complained).toEqual([]);
  });

  it('refuses an option that it does not have', async () => {
    const terminal = createFakeTerminal();
    expect(await runCommand([name, '--no-such-option'], terminal)).toBe(EXIT.usage);
    expect(terminal.complained[0]).toContain('--no-such-option');
  });
});
