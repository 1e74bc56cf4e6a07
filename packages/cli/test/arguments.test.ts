import { describe, expect, it } from 'vitest';
import { type ArgumentRules, parseArguments, readArguments } from '../src/arguments.ts';
import { UsageError } from '../src/commands/command.ts';

const rules: ArgumentRules = {
  options: { json: 'switch', out: 'value', target: 'list' },
  words: ['CODE'],
};

describe('readArguments', () => {
  it('reads words, switches, values and lists in any order', () => {
    expect(readArguments(['--target', 'a', 'X', '--json', '--target=b=c', '--out', '-1'], rules)).toEqual({
      help: false,
      words: ['X'],
      options: { target: ['a', 'b=c'], json: ['true'], out: ['-1'] },
      problems: [],
    });
  });

  it('takes a switch with a value, and no other value than true and false', () => {
    expect(readArguments(['--json=false'], rules).options['json']).toEqual(['false']);
    expect(readArguments(['--json=no'], rules).problems).toEqual([
      '--json "no": is not a boolean (allowed: true, false)',
    ]);
  });

  it('takes what stands behind -- for words, and - for one', () => {
    expect(readArguments(['--', '--json'], rules).words).toEqual(['--json']);
    expect(readArguments(['-'], rules).words).toEqual(['-']);
  });

  it('says every problem at once', () => {
    const { problems } = readArguments(['--otu', 'x', '--target', '--json', 'A', 'B', '-x', '--out'], rules);
    expect(problems).toEqual([
      '--otu: is no option of this command; did you mean --out? (allowed: --json, --out, --target, --help)',
      '--target: needs a value',
      '-x: is no option of this command (allowed: --json, --out, --target, --help)',
      '--out: needs a value',
      '"B": is one word too many',
    ]);
  });

  it('says of a word behind a switch how its value is given', () => {
    expect(readArguments(['A', '--json', 'false'], rules).problems).toEqual([
      '"false": is one word too many; a value of --json stands behind =: --json=false',
    ]);
    expect(readArguments(['--json', 'A'], rules).problems).toEqual([]);
  });

  it('refuses what is given twice, unless it is a list', () => {
    expect(
      readArguments(['--out=a', '--out=b', '--out=c', '--target=a', '--target=b'], rules).problems,
    ).toEqual(['--out: is given more than once']);
  });

  it('does not know what objects inherit', () => {
    expect(readArguments(['--constructor'], rules).problems).toHaveLength(1);
    expect(readArguments(['-json'], rules).problems).toHaveLength(1);
  });
});

describe('parseArguments', () => {
  it('throws all problems, but for somebody who asks for help', () => {
    expect(() => parseArguments(['--x', '--y'], rules)).toThrow(UsageError);
    expect(parseArguments(['--x', '-h'], rules).help).toBe(true);
  });
});
