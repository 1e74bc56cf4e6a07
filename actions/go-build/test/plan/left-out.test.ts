import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { findLeftOut } from '../../src/plan/left-out.ts';
import type { Settings } from '../../src/plan/why-left-out.ts';
import { module } from '../fixtures.ts';

const tree = {
  '/repo/cmd/api/main.go': 'package main\n',
  '/repo/cmd/cg/main.go': 'package main\n\nimport "C"\n\nfunc main() {}\n',
  '/repo/cmd/cg2/main.go': 'package main\n\nimport (\n\t"fmt"\n\t"C"\n)\n',
  '/repo/cmd/tagged/main.go': '//go:build prod && !dev\n\npackage main\n',
  '/repo/cmd/win/main_windows.go': 'package main\n',
  '/repo/lib/gen.go': '//go:build ignore\n\npackage main\n',
  '/repo/lib/lib.go': 'package lib\n',
  '/repo/cmd/pure/main.go': '//go:build cgo && linux\n\npackage main\n',
  '/repo/cmd/both/main.go': '//go:build cgo\n// +build cgo\n\npackage main\n',
  '/repo/cmd/old/main.go': '// +build cgo,linux\n\npackage main\n',
  '/repo/cmd/two/a_windows.go': 'package main\n',
  '/repo/cmd/two/b.go': '//go:build cgo\n\npackage main\n',
  '/repo/cmd/deep/main.go': '//go:build cgo && (pro || !linux)\n\npackage main\n',
  '/repo/scripts/one.go': '//go:build ignore\n\npackage main\n',
  '/repo/other/o.go': '//go:build never\n\npackage other\n',
};
const linux = { os: 'linux', arch: 'amd64', variant: undefined };
const seen = ['cmd/api', 'lib'].map((dir) => ({
  importPath: `example.com/x/${dir}`,
  name: 'any',
  dir: `/repo/${dir}`,
  files: { go: ['a.go'], cgo: [], tests: [] },
  patterns: [],
  error: undefined,
}));

async function leftOut(pattern: string, over: Partial<Settings> = {}): Promise<readonly string[]> {
  const modules = [{ module: module('/repo', 'example.com/x'), patterns: [{ pattern, written: undefined }] }];
  const found = await findLeftOut(
    createFakeFiles(tree),
    { modules, cgo: false, tags: [], targets: [linux], ...over },
    seen,
  );
  return found.map(({ dir, reason, deliberate }) => `${dir}: ${reason}${deliberate ? ' (deliberate)' : ''}`);
}

test('main packages that constraints keep out are found, each with what would let it in', async () => {
  expect(await leftOut('./...')).toEqual([
    '/repo/cmd/both: build constraints: cgo; set cgo: true',
    '/repo/cmd/cg: import "C" needs cgo: true',
    '/repo/cmd/cg2: import "C" needs cgo: true',
    '/repo/cmd/deep: build constraints: cgo && (pro || !linux); set cgo: true and build-tags: pro',
    '/repo/cmd/old: build constraints: cgo && linux; set cgo: true',
    '/repo/cmd/pure: build constraints: cgo && linux; set cgo: true',
    '/repo/cmd/tagged: build constraints: prod && !dev; set build-tags: prod',
    '/repo/cmd/two: build constraints: cgo; set cgo: true',
    '/repo/cmd/win: build constraints: the name main_windows.go; set targets',
    '/repo/scripts: build constraints: ignore (deliberate)',
  ]);
});

test.each([
  ['./scripts/...', ['/repo/scripts: build constraints: ignore (deliberate)']],
  ['./cmd/win', ['/repo/cmd/win: build constraints: the name main_windows.go; set targets']],
  ['./cmd/w...', ['/repo/cmd/win: build constraints: the name main_windows.go; set targets']],
  ['./lib/...', []],
])('what lies outside of %s is none of its business', async (pattern, expected) => {
  expect(await leftOut(pattern)).toEqual(expected);
});

test('what excludes cgo needs it off, and what is set already is not asked for again', async () => {
  const files = createFakeFiles({
    '/repo/go/main.go': '//go:build !cgo\n\npackage main\n',
    '/repo/pro/main.go': '//go:build pro && windows\n\npackage main\n',
  });
  const modules = [
    { module: module('/repo', 'example.com/x'), patterns: [{ pattern: './...', written: undefined }] },
  ];
  const found = await findLeftOut(files, { modules, cgo: true, tags: ['pro'], targets: [linux] }, []);
  expect(found.map(({ reason }) => reason)).toEqual([
    'build constraints: !cgo; set cgo: false',
    'build constraints: pro && windows; set targets',
  ]);
});
