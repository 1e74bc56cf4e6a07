import { importPaths, importSpecs } from '@fairlead/go';
import { describe, expect, it } from 'vitest';

describe('the imports of a file', () => {
  it.each([
    [
      'single, grouped, named, raw and twice',
      'import "a"\nimport (\n\t_ "b"\n\tc "m/c"; . `d`\n)\nimport "a"\n',
      ['a', 'b', 'm/c', 'd'],
    ],
    [
      'after a comment that looks like code',
      '/*\nfunc F() "no"\n*/\n// "neither"\nimport "a" // "nor"\n',
      ['a'],
    ],
    ['with a comment between', 'import /* "no" */ x /* ( */ "a"\n', ['a']],
    ['but no other text', 'import "a"\n\nvar x = "b"\n\nfunc F() { import_("c") }\n', ['a']],
    ['none of them', 'import ()\n\nconst x = "b"\n', []],
    ['of a file that is broken', 'import "a\nimport "b"\n', ['b']],
  ])('are those %s', (_, text, paths) => {
    expect(importPaths(`package p\n\n${text}`)).toEqual(paths);
  });

  it('have the names that the file gives them', () => {
    const text = 'import "a"\nimport x /* y */ "b"\nimport (\n\t. "c"; _ `d`\n\t"e"\n)\n';
    expect(importSpecs(`package p\n\n${text}`)).toEqual([
      { name: undefined, path: 'a' },
      { name: 'x', path: 'b' },
      { name: '.', path: 'c' },
      { name: '_', path: 'd' },
      { name: undefined, path: 'e' },
    ]);
  });
});
