import { describe, expect, test } from 'vitest';
import { usedFiles } from '../../src/modcache/used-files.ts';

const GO = 'package x\n';

/** The files of a module that a build of some folders reads; `all` when it may be any. */
function used(
  files: Readonly<Record<string, string>>,
  folders: readonly string[],
): readonly string[] | 'all' {
  const found = usedFiles(Object.keys(files), folders, (name) => files[name] ?? '');
  return found === undefined ? 'all' : [...found].sort();
}

describe('of a module a build reads', () => {
  const files = {
    'go.mod': 'module m\n',
    'a.go': GO,
    'a_test.go': GO,
    'README.md': '# m\n',
    'sub/b.go': GO,
    'sub/b_windows.go': GO,
    'sub/default.pgo': 'profile',
    'sub/deep/c.go': GO,
    'other/d.go': GO,
  };

  test('the Go files of its packages, for every platform, and no tests, documents or other packages', () => {
    expect(used(files, [''])).toEqual(['a.go']);
    expect(used(files, ['sub'])).toEqual(['sub/b.go', 'sub/b_windows.go', 'sub/default.pgo']);
    expect(used(files, ['', 'sub/deep'])).toEqual(['a.go', 'sub/deep/c.go']);
    expect(used(files, [])).toEqual([]);
  });

  test('all below a package that embeds', () => {
    const embedding = { ...files, 'sub/b.go': `${GO}import "embed"\n\n//go:embed deep\nvar all embed.FS\n` };
    expect(used(embedding, ['sub'])).toEqual(
      Object.keys(files)
        .filter((name) => name.startsWith('sub/'))
        .sort(),
    );
    expect(used({ ...files, 'a.go': `${GO}//go:embed x\n` }, [''])).toHaveLength(Object.keys(files).length);
    expect(used({ ...files, 'a.go': `${GO}// see //go:embed x\n` }, [''])).toEqual(['a.go']);
  });

  test('everything beside assembly, which includes by any name', () => {
    const assembly = {
      ...files,
      'sub/x_amd64.s': '#include "textflag.h"\n#include "x.inc"\n',
      'sub/x.inc': '',
    };
    expect(used(assembly, ['sub'])).toContain('sub/x.inc');
    expect(used(assembly, ['other'])).toEqual(['other/d.go']);
  });

  test.each([
    ['C', { 'sub/x.go': `${GO}import "C"\n` }],
    ['C in a group of imports', { 'sub/x.go': `${GO}import (\n\t"C"\n)\n` }],
    ['a C file', { 'sub/x.c': '' }],
    ['assembly that includes from elsewhere', { 'sub/x.s': '#include "../other/x.h"\n' }],
    ['a header that includes from elsewhere', { 'sub/x.h': ' # include <other/x.h>\n' }],
    [
      'an include that includes from elsewhere',
      { 'sub/x.s': '#include "x.inc"\n', 'sub/x.inc': '#include "../y"\n' },
    ],
  ])('all of it where a package has %s', (_, more) => {
    expect(used({ ...files, ...more }, ['sub'])).toBe('all');
    expect(used({ ...files, ...more }, [''])).toEqual(['a.go']);
  });
});
