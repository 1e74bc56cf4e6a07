import { describe, expect, it } from 'vitest';
import { goCommand } from '../src/plan/command.ts';

const file = { module: 'm', go: '1.26', toolchain: undefined, use: [] };
const module = { dir: '/w', path: 'm', file, workFile: undefined, vendored: false };
const part = { module, cwd: '/w', env: {}, patterns: ['./...'], packages: [], unreadable: [] };
const rules = { buildTags: ['some'] };

const HARMFUL = ['-json', '-n', '-fix', '-c', '-vettool=/x', '-toolexec=/x', '-tags=x', '-C=/x', 'stray'];

describe('a go command', () => {
  it.each(['vet', 'test', 'build'].flatMap((verb) => HARMFUL.map((flag) => [verb, flag] as const)))(
    'of %s is not put together with %s, whoever hands it on',
    (verb, flag) => {
      expect(() => goCommand(part, rules, [verb, '-v', flag])).toThrow(
        expect.objectContaining({
          code: 'GATE_NOT_CHECKED',
          message: expect.stringContaining(`go ${verb} was to be run with ${flag}, which `),
        }),
      );
    },
  );

  it('has no test left out where that is not told', () => {
    expect(goCommand(part, rules, ['test', '-run=A']).args).toContain('-run=A');
    expect(() => goCommand(part, rules, ['vet', '-run=A'])).toThrow('leaves tests out');
  });

  it('hides no flag behind -args', () => {
    expect(() => goCommand(part, rules, ['test', '-args', '-json'])).toThrow('would end the flags');
    expect(() => goCommand(part, rules, ['test'], { forTests: ['-json'] })).toThrow('begin with -args');
  });

  it('has the flags of the check itself, and after them those that harm nobody', () => {
    const own = { json: true, vet: 'off', race: false };
    const { args } = goCommand(part, rules, ['test', '-v', '-p=2'], { own, forTests: ['-args', '-json'] });
    expect(args).toEqual([
      'test',
      '-tags=some',
      '-json',
      '-vet=off',
      '-v',
      '-p=2',
      './...',
      '-args',
      '-json',
    ]);
  });
});
