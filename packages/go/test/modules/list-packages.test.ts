import { executableName, hasSources, parseListing } from '@fairlead/go';
import { expect, test } from 'vitest';

const NOTHING = { files: { go: [], cgo: [], tests: [] }, patterns: [] };

test('the listing of go 1.26 is read, errors included', () => {
  const text = `{
	"Dir": "/w/cmd/a",
	"ImportPath": "example.com/x/cmd/a",
	"Name": "main",
	"Match": ["./...", "./cmd/a"],
	"GoFiles": [
		"main.go"
	],
	"TestGoFiles": ["main_test.go"],
	"XTestGoFiles": ["x_test.go"]
}
{
	"Dir": "/w/e2e",
	"ImportPath": "example.com/x/e2e",
	"Name": "main"
}
{
	"Dir": "/w/broken",
	"ImportPath": "example.com/x/broken",
	"Error": {
		"ImportStack": [],
		"Pos": "broken/b.go:1:1",
		"Err": "expected 'package', found packag"
	}
}
`;
  const packages = parseListing(text, ['./...', './cmd/./a/']);
  expect(packages.map(hasSources)).toEqual([true, false, false]);
  expect(packages).toEqual([
    {
      importPath: 'example.com/x/cmd/a',
      name: 'main',
      dir: '/w/cmd/a',
      files: { go: ['main.go'], cgo: [], tests: ['main_test.go', 'x_test.go'] },
      patterns: ['./...', './cmd/./a/'],
      error: undefined,
    },
    { importPath: 'example.com/x/e2e', name: 'main', dir: '/w/e2e', ...NOTHING, error: undefined },
    {
      importPath: 'example.com/x/broken',
      name: '',
      dir: '/w/broken',
      ...NOTHING,
      error: "broken/b.go:1:1: expected 'package', found packag",
    },
  ]);
  expect(parseListing('')).toEqual([]);
});

test.each([
  ['example.com/orders/cmd/api', 'api'],
  ['example.com/orders', 'orders'],
  ['example.com/tool/v2', 'tool'],
  ['example.com/tool/v1', 'v1'],
  ['main', 'main'],
])('the executable of %s is %s', (importPath, name) => {
  expect(executableName(importPath)).toBe(name);
});
