import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGithubApi, writeModuleProxy } from '@fairlead/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { binariesOf, build, errorsOf } from './support/go-build.ts';
import { commitAll } from './support/go-workspace.ts';

const json = (path: string | undefined): unknown => JSON.parse(readFileSync(path ?? '', 'utf8'));

test('SRC-04 BLD-12 BLD-13 a release: archives, checksums, bills of materials, modules, a snapshot, a start, a second build', async () => {
  const proxy = await writeModuleProxy([
    {
      path: 'example.com/dep',
      version: 'v1.0.0',
      files: { 'dep.go': 'package dep\n\nconst Word = "dep"\n' },
    },
  ]);
  const api = await startGithubApi();
  onTestFinished(() => api.close());
  const workspace = await writeTree({
    'go.mod': 'module example.com/shop\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n',
    'go.sum': proxy.sum,
    'cmd/api/main.go':
      'package main\n\nimport "example.com/dep"\n\nvar version = "dev"\n\nfunc main() { println(version, dep.Word) }\n',
    'docs/notes.txt': 'notes\n',
    LICENSE: 'free\n',
    artifacts: '',
  });
  await commitAll(workspace, 'v1.4.0');
  const inputs = {
    targets: 'linux/amd64, windows/amd64',
    archive: 'dist/{name}_{version}_{target}',
    'archive-files': 'LICENSE, docs',
    checksums: 'dist/checksums.txt',
    sbom: 'true',
    'module-list': 'true',
    'dependency-snapshot': 'send',
    'github-token': 'fake-token',
    'smoke-command': '--version',
  };
  const env = { GOPROXY: proxy.url, GITHUB_ARTIFACTS: join(workspace, 'artifacts'), ...api.env() };
  const result = await build(workspace, inputs, { env });
  expect(result.exitCode, result.log).toBe(0);

  const dist = join(workspace, 'dist');
  const listed = execFileSync('tar', ['-tzf', 'api_v1.4.0_linux-amd64.tar.gz'], {
    cwd: dist,
    encoding: 'utf8',
  });
  expect(listed).toBe('api\nLICENSE\ndocs/notes.txt\n');
  const checked = execFileSync('sha256sum', ['--check', 'checksums.txt'], { cwd: dist, encoding: 'utf8' });
  expect(checked.split('\n').slice(0, -1)).toEqual([
    'api_v1.4.0_linux-amd64.cdx.json: OK',
    'api_v1.4.0_linux-amd64.tar.gz: OK',
    'api_v1.4.0_windows-amd64.cdx.json: OK',
    'api_v1.4.0_windows-amd64.zip: OK',
  ]);
  const subjects = (result.outputs['subjects'] ?? '').split('\n').map((line) => line.split('  '));
  expect(subjects.map(([, name]) => name)).toEqual([
    'api_v1.4.0_linux-amd64.tar.gz',
    'api_v1.4.0_windows-amd64.zip',
    'api_v1.4.0_linux-amd64.cdx.json',
    'api_v1.4.0_windows-amd64.cdx.json',
  ]);
  expect(readFileSync(join(dist, 'checksums.txt'), 'utf8')).toContain(
    `${subjects[0]?.[0]}  api_v1.4.0_linux`,
  );
  expect(json(join(dist, 'api_v1.4.0_linux-amd64.cdx.json'))).toMatchObject({
    components: [{ name: 'stdlib' }, { purl: 'pkg:golang/example.com/dep@v1.0.0' }],
  });
  expect(json(result.outputs['modules'])).toMatchObject([
    { path: 'example.com/shop' },
    { path: 'example.com/dep' },
  ]);
  expect(api.calls).toMatchObject([
    {
      operation: 'snapshot.create',
      body: {
        manifests: { 'go.mod': { resolved: { 'example.com/dep@v1.0.0': { relationship: 'direct' } } } },
      },
    },
  ]);
  expect(readFileSync(join(workspace, 'artifacts'), 'utf8')).toBe(
    'dist/api_v1.4.0_linux-amd64.tar.gz\ndist/api_v1.4.0_windows-amd64.zip\n',
  );
  expect(result.summary).toMatch(/starts in \d+ ms/);
  expect(binariesOf(result)).toMatchObject([{ startMs: expect.any(Number) as number }, {}]);

  const again = await build(workspace, { 'verify-reproducible': 'true' }, { env });
  expect(again.log).toContain('built once more from nothing in another folder: every byte is the same');

  await writeFile(
    join(workspace, 'baseline.json'),
    JSON.stringify([{ package: 'example.com/shop/cmd/api', target: 'linux/amd64', size: 1000 }]),
  );
  const large = await build(
    workspace,
    { 'max-binary-size': '1KB', 'max-binary-growth': '5%', 'size-baseline': 'baseline.json' },
    { env },
  );
  expect(large.exitCode).toBe(1);
  expect(errorsOf(large)[0]?.message).toMatch(
    /^BUILD_TOO_LARGE: bin\/api has \d.* \(\d+ bytes\), max-binary-size allows 1\.0 kB \(1000 bytes\), and 1 more/,
  );
  expect(binariesOf(large)).toHaveLength(1); // what was built is told all the same
}, 300_000);
