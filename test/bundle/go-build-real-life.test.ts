import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { binariesOf, build, runBinary } from './support/go-build.ts';
import { VERSIONED_MAIN } from './support/go-workspace.ts';

const GO_MOD = 'module example.com/shop\n\ngo 1.24\n';

describe('version variables as programs have them', () => {
  test('one that starts from a constant of another file is set', async () => {
    const workspace = await writeTree({
      'go.mod': GO_MOD,
      'main.go': 'package main\n\nvar Version = defaultVersion\n\nfunc main() { println(Version) }\n',
      'defaults.go': 'package main\n\nconst defaultVersion = "dev"\n',
    });
    const result = await build(workspace, { version: 'v1.2.3' });
    expect(result.exitCode, result.log).toBe(0);
    expect(runBinary(join(workspace, 'bin/shop'))).toBe('v1.2.3');
    expect(result.summary).toContain('in `main` (Version)');
  });

  test('names in capitals are set, in a package that the program imports', async () => {
    const workspace = await writeTree({
      'go.mod': GO_MOD,
      'main.go':
        'package main\n\nimport "example.com/shop/pkg/version"\n\nfunc main() { println(version.VERSION) }\n',
      'pkg/version/version.go': 'package version\n\nvar VERSION = "0.0.0"\nvar REVISION = "unknown"\n',
    });
    await build(workspace, { version: 'v1.2.3' });
    expect(runBinary(join(workspace, 'bin/shop'))).toBe('v1.2.3');
  });

  test('where there is none, summary and log say so', async () => {
    const workspace = await writeTree({
      'go.mod': GO_MOD,
      'cmd/api/main.go': VERSIONED_MAIN,
      'cmd/tool/main.go': 'package main\n\nfunc main() {}\n',
    });
    const none = await build(workspace, { packages: './cmd/tool' });
    expect(none.summary).toContain('put into no binary');
    expect(none.log).toContain('the version is put into no binary');
    const some = await build(workspace);
    expect(some.summary).toContain('in `main` (version, commit); not in `example.com/shop/cmd/tool`');
    expect((await build(workspace, { 'version-package': 'off' })).summary).toContain(
      '(version-package: off)',
    );
  });
});

test('two commands of one name are both built with zero inputs', async () => {
  const workspace = await writeTree({
    'go.mod': GO_MOD,
    'services/a/cmd/server/main.go': 'package main\n\nfunc main() { println("a") }\n',
    'services/b/cmd/server/main.go': 'package main\n\nfunc main() { println("b") }\n',
    'cmd/tool/main.go': 'package main\n\nfunc main() {}\n',
  });
  const result = await build(workspace);
  expect(result.exitCode, result.log).toBe(0);
  expect(binariesOf(result).map(({ path }) => path)).toEqual([
    'bin/tool',
    'bin/services/a/cmd/server',
    'bin/services/b/cmd/server',
  ]);
  expect(runBinary(join(workspace, 'bin/services/b/cmd/server'))).toBe('b');
});

test('an embedded file that a checkout without Git LFS leaves as a pointer is warned of', async () => {
  const workspace = await writeTree({
    'go.mod': GO_MOD,
    'main.go':
      'package main\n\nimport _ "embed"\n\n//go:embed model.bin\nvar model []byte\n\nfunc main() { println(len(model)) }\n',
    'model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`,
  });
  const result = await build(workspace);
  expect(result.exitCode).toBe(0);
  expect(result.annotations).toMatchObject([
    {
      level: 'warning',
      properties: 'file=model.bin,line=1',
      message: expect.stringContaining('lfs: true') as string,
    },
  ]);
});

test('what is bound to cgo is left out with the input that lets it in', async () => {
  const workspace = await writeTree({
    'go.mod': GO_MOD,
    'cmd/api/main.go': VERSIONED_MAIN,
    'cmd/native/main.go': '//go:build cgo\n\npackage main\n\nfunc main() {}\n',
  });
  const result = await build(workspace);
  expect(result.summary).toContain('cmd/native (build constraints: cgo; set cgo: true)');
  const alone = await build(workspace, { packages: './cmd/native' });
  expect(alone.exitCode).toBe(1);
  expect(alone.log).toContain('set cgo: true');
});
