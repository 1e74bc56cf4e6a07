import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { findLeftOut } from '../../src/plan/left-out.ts';
import { module } from '../fixtures.ts';

const tree = {
  '/repo/cmd/api/main.go': 'package main\n',
  '/repo/cmd/cg/main.go': 'package main\n\nimport "C"\n\nfunc main() {}\n',
  '/repo/cmd/cg2/main.go': 'package main\n\nimport (\n\t"fmt"\n\t"C"\n)\n',
  '/repo/cmd/tagged/main.go': '//go:build prod && !dev\n\npackage main\n',
  '/repo/cmd/win/main_windows.go': 'package main\n',
  '/repo/lib/gen.go': '//go:build ignore\n\npackage main\n',
  '/repo/lib/lib.go': 'package lib\n',
  '/repo/scripts/one.go': '//go:build ignore\n\npackage main\n',
  '/repo/other/o.go': '//go:build never\n\npackage other\n',
};
const seen = ['cmd/api', 'lib'].map((dir) => ({
  importPath: `example.com/x/${dir}`,
  name: 'any',
  dir: `/repo/${dir}`,
  hasSources: true,
  error: undefined,
}));

async function leftOut(pattern: string, cgo = false): Promise<readonly string[]> {
  const modules = [{ module: module('/repo', 'example.com/x'), patterns: [{ pattern, written: undefined }] }];
  const found = await findLeftOut(createFakeFiles(tree), { modules, cgo }, seen);
  return found.map(({ dir, reason, deliberate }) => `${dir}: ${reason}${deliberate ? ' (deliberate)' : ''}`);
}

test('main packages that constraints keep out are found, each with what would let it in', async () => {
  expect(await leftOut('./...')).toEqual([
    '/repo/cmd/cg: import "C" needs cgo: true',
    '/repo/cmd/cg2: import "C" needs cgo: true',
    '/repo/cmd/tagged: build constraints: prod && !dev; set build-tags or targets',
    '/repo/cmd/win: build constraints: the name main_windows.go; set build-tags or targets',
    '/repo/scripts: build constraints: ignore (deliberate)',
  ]);
});

test.each([
  ['./scripts/...', ['/repo/scripts: build constraints: ignore (deliberate)']],
  ['./cmd/win', ['/repo/cmd/win: build constraints: the name main_windows.go; set build-tags or targets']],
  ['./cmd/w...', ['/repo/cmd/win: build constraints: the name main_windows.go; set build-tags or targets']],
  ['./lib/...', []],
])('what lies outside of %s is none of its business', async (pattern, expected) => {
  expect(await leftOut(pattern)).toEqual(expected);
});
