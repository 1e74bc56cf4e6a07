import { describe, expect, it } from 'vitest';
import { parseAddedLines } from '../../src/change/parse-diff.ts';

const added = (...lines: readonly string[]): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries([...parseAddedLines(lines.join('\n'))].map(([path, numbers]) => [path, [...numbers]]));

describe('the lines that a diff adds', () => {
  it('are counted by file and hunk; one number stands for one line', () => {
    expect(
      added(
        '--- a/a.go',
        '+++ b/a.go',
        '@@ -1 +1 @@ func F() {',
        '-old',
        '+new',
        '@@ -8,0 +9,2 @@',
        '+x',
        '+y',
        '--- a/b.go',
        '+++ b/b.go',
        '@@ -3,2 +2,0 @@',
        '-x',
        '-y',
      ),
    ).toEqual({ 'a.go': [1, 9, 10], 'b.go': [] });
  });

  it('are none of a file that is gone', () => {
    expect(added('--- a/a.go', '+++ /dev/null', '@@ -1,1 +0,0 @@', '-x')).toEqual({});
  });

  it('are counted where the diff begins with them, and two heads are two files', () => {
    expect(
      added('+++ b/a.go', '@@ -0,0 +1 @@', '+x', '+++ b/b.go', '@@ -0,0 +2,2 @@', '+++ b/c.go', '+y'),
    ).toEqual({
      'a.go': [1],
      'b.go': [2, 3],
    });
    expect(added('@@ -0,0 +1 @@', '+x', '+++ b/b.go')).toEqual({ 'b.go': [] });
    expect(added('+++ /dev/null', '@@ -1 +0,0 @@', '-x', '+++ b/b.go', '@@ -1 +1 @@', '-x', '+y')).toEqual({
      'b.go': [1],
    });
  });

  it('may look like the head of a file or of a hunk', () => {
    expect(
      added(
        '--- a/a.txt',
        '+++ b/a.txt',
        '@@ -1,2 +1,2 @@',
        '--- a/other',
        '-@@ -1 +1 @@',
        '+++ b/other',
        '+@@ -7 +7 @@',
        '+++ b/c.txt',
        '@@ -0,0 +1 @@',
        '+++ b/d.txt',
      ),
    ).toEqual({ 'a.txt': [1, 2], 'c.txt': [1] });
  });

  it.each([
    ['b/with space.go\t', 'with space.go'],
    ['"b/tab\\there.go"', 'tab\there.go'],
    ['"b/caf\\303\\251.go"', 'café.go'],
    ['"b/quote\\".go"', 'quote".go'],
    ['"b/back\\\\slash.go"', 'back\\slash.go'],
    ['"b/\\a\\b\\t\\n\\v\\f\\r.go"', '\x07\b\t\n\v\f\r.go'],
    ['"b/\\1234\\".go"', 'S4".go'],
  ])('are of the file that git writes as %s', (written, path) => {
    expect(added(`+++ ${written}`, '@@ -0,0 +3 @@', '+x')).toEqual({ [path]: [3] });
  });
});
