import { expect, test } from 'vitest';
import { committedKind, linkInTheWay, whyNotRead } from '../../src/index.ts';

const COMMIT = 'a'.repeat(40);

test.each([
  ['100644', 'blob', 'file'],
  ['100755', 'blob', 'file'],
  ['120000', 'blob', 'other'], // a link
  ['160000', 'commit', 'other'], // a submodule
  ['040000', 'tree', 'folder'],
])('what git lists as %s %s is a %s', (mode, type, kind) => {
  expect(committedKind({ mode, type })).toBe(kind);
});

test('a file is read up to the limit', () => {
  const why = (size: number) => whyNotRead({ mode: '100644', type: 'blob', size }, 'a.yml', COMMIT, 10);
  expect(why(0)).toBeUndefined();
  expect(why(10)).toBeUndefined();
  expect(why(11)).toBe('a.yml has 11 bytes in commit aaaaaaaaaaaa, at most 10 are read');
});

test('a link, a folder and what lies below a link are told by the path', () => {
  const link = { mode: '120000', type: 'blob', size: 3 };
  expect(whyNotRead(link, 'a.yml', COMMIT, 10)).toBe('a.yml is not a plain file in commit aaaaaaaaaaaa');
  expect(linkInTheWay('.github', '.github/a.yml', COMMIT)).toBe(
    '.github, which .github/a.yml lies below, is no folder in commit aaaaaaaaaaaa',
  );
});
