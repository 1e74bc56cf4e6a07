import { describe, expect, it } from 'vitest';
import { parseArguments } from '../src/arguments.ts';

describe('parseArguments', () => {
  it('reads flags, options in both spellings, and words', () => {
    const read = parseArguments(['go-build', '--force', '--out', 'a', '--top=b=c', '--'], {
      flags: ['force'],
      options: ['out', 'top'],
    });
    expect([...read.flags]).toEqual(['force']);
    expect(read.options).toEqual({ out: 'a', top: 'b=c' });
    expect(read.words).toEqual(['go-build']);
  });

  it.each([
    [['--forse'], 'there is no option --forse; did you mean --force? (known: --force, --out)'],
    [['--out'], '--out needs a value'],
    [['nothing'], '"nothing" is not one of go-build'],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args, { flags: ['force'], options: ['out'], words: ['go-build'] })).toThrow(
      message,
    );
  });

  it('says that a command takes no words', () => {
    expect(() => parseArguments(['extra'], { words: [] })).toThrow(
      '"extra" is one word too many: this command takes options alone',
    );
  });
});
