import { expect, test } from 'vitest';
import { createProgress } from '../../src/build/progress.ts';

function listen() {
  const shown: string[] = [];
  const say = (line: string): void => void shown.push(line);
  return {
    shown,
    progress: createProgress({ info: say, warn: say, notice: say, debug: say }, 'linux/amd64'),
  };
}

const event = (importPath: string, output: string): string =>
  JSON.stringify({ ImportPath: importPath, Action: 'build-output', Output: output });

test('BLD-14 of two packages that speak at the same time each line stays with its own', () => {
  const { shown, progress } = listen();
  const lines = [
    event('x/a', 'x/a\n'),
    event('x/b', 'x/b\n'),
    event('x/a', '# x/a\n'),
    event('x/a', 'a.go:1:1: cannot use f() as T value:\n'),
    event('x/b', '# x/b\n'),
    event('x/b', 'b.go:2:2: undefined: y\n'),
    event('x/a', '\thave int\n\twant T\n'),
    JSON.stringify({ ImportPath: 'x/a', Action: 'build-fail' }),
  ];
  for (const line of lines) progress.line(line, 'stdout');
  expect(progress.count()).toBe(2);
  expect(progress.printed().parts).toEqual([
    '# x/a\na.go:1:1: cannot use f() as T value:\n\thave int\n\twant T',
    '# x/b\nb.go:2:2: undefined: y',
  ]);
  expect(progress.printed().text.split('\n')).toHaveLength(6);
  expect(shown).toContain('linux/amd64: b.go:2:2: undefined: y');
});

test('what is no event is text: an older Go, a message of the go command, the output of a build-command', () => {
  const { progress } = listen();
  progress.line('x/a', 'stderr');
  progress.line('go: downloading x/c v1.0.0', 'stderr');
  progress.line('{"made":"bin/a"}', 'stdout');
  progress.line(event('x/a', 'a.go:1:1: odd\n'), 'stderr');
  expect(progress.count()).toBe(1);
  expect(progress.printed().parts).toHaveLength(1);
  expect(progress.printed().text.split('\n')).toHaveLength(3);
});

test('what was compiled beside the programs is counted, each package once', () => {
  const { progress } = listen();
  for (const path of ['x/lib', 'x/cmd/api', 'x/lib']) progress.line(event(path, `${path}\n`), 'stdout');
  progress.line('x/other', 'stderr');
  expect(progress.beside(['x/cmd/api'])).toBe(2);
  expect(progress.beside(['x/cmd/api', 'x/lib', 'x/other'])).toBe(0);
});
