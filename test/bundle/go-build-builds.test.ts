import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { binariesOf, build, errorsOf, runBinary } from './support/go-build.ts';

const SHOP = {
  'go.mod': 'module example.com/shop\n\ngo 1.24\n',
  'cmd/api/main.go':
    'package main\n\nvar version, edition = "dev", "free"\n\nfunc main() { println(version, edition) }\n',
  'cmd/pro/main.go': '//go:build pro\n\npackage main\n\nfunc main() { println("pro") }\n',
  'cmd/worker/main.go': 'package main\n\nfunc main() { println("worker") }\n',
};

const CONFIG = `go-build:
  version: v1.2.3
  targets: [linux/amd64]
  builds:
    - package: ./cmd/api
    - package: ./cmd/api
      name: api-pro
      targets: [linux/amd64, linux/arm64]
      ldflags: -X main.edition=Pro
    - package: example.com/shop/cmd/pro
      tags: [pro]
      variables: { main.unknown: "{version}" }
`;

async function shop(config: string): Promise<string> {
  const workspace = await writeTree(SHOP);
  await mkdir(join(workspace, '.github'));
  await writeFile(join(workspace, '.github/fairlead.yml'), config);
  return workspace;
}

test('a build has a name, flags, tags, targets and variables of its own; others are as the inputs say', async () => {
  const workspace = await shop(CONFIG);
  const result = await build(workspace);
  expect(result.exitCode, result.log).toBe(0);
  expect(binariesOf(result).map(({ name, target, path }) => `${name} ${target} ${path}`)).toEqual([
    'worker linux/amd64 bin/linux-amd64/worker',
    'api linux/amd64 bin/linux-amd64/api',
    'api-pro linux/amd64 bin/linux-amd64/api-pro',
    'api-pro linux/arm64 bin/linux-arm64/api-pro',
    'pro linux/amd64 bin/linux-amd64/pro',
  ]);
  expect(runBinary(join(workspace, 'bin/linux-amd64/api'))).toBe('v1.2.3 free');
  expect(runBinary(join(workspace, 'bin/linux-amd64/api-pro'))).toBe('v1.2.3 Pro');
  expect(result.log).toContain('-X main.unknown sets nothing');
  const one = await build(workspace, { packages: 'api-pro', targets: 'linux/arm64', 'dry-run': 'true' });
  expect(JSON.parse(one.outputs['matrix'] ?? '')).toMatchObject({
    include: [{ name: 'api-pro', target: 'linux/arm64' }],
  });
});

test('all that is wrong with builds is told at once, with entry and key, before anything is built', async () => {
  const workspace = await shop(`go-build:
  builds:
    - { package: ./cmd/api, tag: pro }
    - { name: x, tags: "a b", cgo: maybe }
`);
  expect(errorsOf(await build(workspace))).toMatchObject([
    {
      message: expect.stringMatching(
        /entry 1 has the unknown key "tag"; did you mean tags\?; entry 2 has no package, has tags "a b", which is not a build tag, has cgo "maybe".*\.github\/fairlead\.yml:2:3/,
      ) as string,
    },
  ]);
  const builds = `
- { package: ./cmd/apl }
- { package: ./cmd/api, targets: linux/amd65 }
- { package: ./cmd/api }
`;
  const [error] = errorsOf(await build(workspace, { config: 'none', builds }));
  expect(error?.message).toMatch(/entry 1.*"\.\/cmd\/apl", which is not a folder/);
  expect(error?.message).toMatch(/entry 2.*targets "linux\/amd65", which is not a platform/);
  expect(error?.message).toMatch(/entry 3.*is api of example\.com\/shop\/cmd\/api, as entry 2 is/);
  const [untagged] = errorsOf(await build(workspace, { config: 'none', builds: '- package: ./cmd/pro' }));
  expect(untagged?.message).toMatch(/entry 1.*no main package for its targets and tags: .*build-tags: pro/);
  expect(existsSync(join(workspace, 'bin'))).toBe(false);
});
