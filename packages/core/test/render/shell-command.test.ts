import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellCommand, shellWord } from '../../src/index.ts';

describe('a command that is shown', () => {
  it('has its folder and its variables before it', () => {
    expect(
      shellCommand({ argv: ['go', 'build', '-o', 'a b'], env: { CGO_ENABLED: '0' }, folder: 'my lib' }),
    ).toBe("cd 'my lib' && CGO_ENABLED=0 go build -o 'a b'");
  });

  it.each(['', '.'])('names no folder where one stands: %j', (folder) => {
    expect(shellCommand({ argv: ['go', 'vet', './...'], folder })).toBe('go vet ./...');
  });

  it.each(['', ' ', "it's", '$HOME', '`id`', 'a"b', 'a\\b', 'a\nb', '*', '#', '~', 'a;b', 'é'])(
    'is what a shell makes of it: %j',
    (word) => {
      const printed = execFileSync('/bin/sh', ['-c', shellCommand({ argv: ['printf', '%s', word] })]);
      expect(printed.toString()).toBe(word);
    },
  );

  it('leaves plain words as they are', () => {
    expect(shellWord('--build-arg=A=b,c:d/e@f%+_.-')).toBe('--build-arg=A=b,c:d/e@f%+_.-');
  });
});
