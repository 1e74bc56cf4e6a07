import { formatCompileError, parseCompileErrors, parseGoMessage } from '@fairlead/go';
import { expect, test } from 'vitest';

const paths = { cwd: '/repo/services/api', root: '/repo' };
const read = (text: string): string[] => parseCompileErrors(text, paths).map(formatCompileError);

test('type and syntax errors of several packages, as go 1.26 prints them', () => {
  const text = `# example.com/x/lib
lib/l.go:2:23: cannot use "a" (untyped string constant) as int value in return statement
lib/l.go:3:9: undefined: undefinedThing
# example.com/x/cmd/b
cmd/b/main.go:4:28: syntax error: unexpected newline in argument list; possibly missing comma or )
`;
  const errors = parseCompileErrors(text, paths);
  expect(errors.map(({ package: name }) => name)).toEqual([
    'example.com/x/lib',
    'example.com/x/lib',
    'example.com/x/cmd/b',
  ]);
  expect(errors[1]).toEqual({
    file: 'services/api/lib/l.go',
    line: 3,
    column: 9,
    message: 'undefined: undefinedThing',
    package: 'example.com/x/lib',
  });
});

test('the loader has no package heading, and its advice belongs to the message', () => {
  const text =
    'cmd/b/main.go:4:8: no required module provides package github.com/nope/nope; to add it:\n\tgo get github.com/nope/nope\n';
  expect(read(text)).toEqual([
    'services/api/cmd/b/main.go:4:8: no required module provides package github.com/nope/nope; to add it: go get github.com/nope/nope',
  ]);
});

test('lines that explain a mismatch are joined to it', () => {
  const text = `# example.com/x
./main.go:9:4: cannot use t (variable of type T) as I value in assignment: T does not implement I (wrong type for method M)
		have M()
		want M(int)
./main.go:12:2: too many errors
`;
  expect(read(text)).toEqual([
    'services/api/main.go:9:4: cannot use t (variable of type T) as I value in assignment: T does not implement I (wrong type for method M) have M() want M(int)',
  ]);
});

test('"too many errors" alone is no error, with or without a place', () => {
  expect(
    read('# x\na.go:1:2: undefined: y\na.go:1:3: too many errors\n\ttoo many errors\ntoo many errors\n'),
  ).toEqual(['services/api/a.go:1:2: undefined: y']);
});

test('the same message about the same place counts once; another place counts again', () => {
  const text = 'a.go:1:2: undefined: x\na.go:1:2: undefined: x\na.go:1:9: undefined: x\n';
  expect(read(text)).toHaveLength(2);
});

test('paths of other modules of the repository, and of the world outside', () => {
  const text =
    '../lib/l.go:1:2: a\n/repo/x.go:3:4: b\n/root/go/pkg/mod/m@v1/f.go:5:6: c\nd.go:7: without a column\n';
  expect(read(text)).toEqual([
    'services/lib/l.go:1:2: a',
    'x.go:3:4: b',
    '/root/go/pkg/mod/m@v1/f.go:5:6: c',
    'services/api/d.go:7: without a column',
  ]);
});

test('what is no error is left alone', () => {
  const text =
    'go: downloading github.com/a/b v1.2.3\nexample.com/x/lib\nwarning: 12:30: something\nhttp://host:80/x\n';
  expect(read(text)).toEqual([]);
});

test("the go command's own message, with its advice", () => {
  expect(
    parseGoMessage('go: downloading x v1\ngo: updates to go.mod needed; to update it:\n\tgo mod tidy\n'),
  ).toBe('updates to go.mod needed; to update it: go mod tidy');
  expect(parseGoMessage('go: first:\n\tadvice for the first\ngo: second\n')).toBe('second');
  expect(parseGoMessage('go: updates to go.mod needed:\n')).toBe('updates to go.mod needed');
  expect(parseGoMessage('go: warning: ignoring go.mod\nnothing')).toBeUndefined();
});
