import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles, type Logger } from '@fairlead/core';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { bringTool, golangciLint, helm, knownVersions, staticcheckTool } from '../src/index.ts';
import { platformOf, type Tool } from '../src/tool.ts';

let folder: string;
let archive: Buffer;
let served: string[];
let baseUrl: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  vi.stubEnv('RUNNER_TOOL_CACHE', join(folder, 'cache'));
  vi.stubEnv('RUNNER_TEMP', join(folder, 'temp'));
  // The tool cache waits 10 to 20 s between its tries; these names are there for tests.
  for (const end of ['MIN', 'MAX']) vi.stubGlobal(`TEST_DOWNLOAD_TOOL_RETRY_${end}_SECONDS`, 0);
  onTestFinished(() => void vi.unstubAllGlobals());
  await mkdir(join(folder, 'linux-amd64'));
  await writeFile(join(folder, 'linux-amd64/helm'), '#!/bin/sh\necho v9.9.9\n', { mode: 0o755 });
  execFileSync('tar', ['czf', 'helm.tar.gz', 'linux-amd64'], { cwd: folder });
  archive = await readFile(join(folder, 'helm.tar.gz'));
  served = [];
  lines = [];
  const server = createServer((request, response) => {
    served.push(request.url ?? '');
    if (request.url?.endsWith('.tar.gz') === true) response.end(archive);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  onTestFinished(() => void server.close());
});

const log = { info: (line: string) => void lines.push(line) } as unknown as Logger;
const bring = (more: object = {}): Promise<string> =>
  bringTool(
    { tool: helm, version: 'v9.9.9', sha256: sha256(archive), baseUrl, input: 'helm-version', ...more },
    { files: createNodeFiles(join(folder, 'temp')), log },
  );
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('a tool is downloaded once, then found', async () => {
  const program = join(await bring(), 'helm');
  expect(execFileSync(program, { encoding: 'utf8' })).toBe('v9.9.9\n');
  expect(join(await bring(), 'helm')).toBe(program);
  expect(served).toEqual([`/helm-v9.9.9-${platformOf()}.tar.gz`]);
  expect(lines).toEqual([
    `helm 9.9.9 is not in the tool cache: downloading ${baseUrl}helm-v9.9.9-${platformOf()}.tar.gz`,
    'helm 9.9.9 is in the tool cache',
  ]);
});

test('another digest is refused before anything is unpacked, and the download is gone', async () => {
  await expect(bring({ sha256: 'a'.repeat(64) })).rejects.toMatchObject({
    code: 'TOOL_DIGEST',
    message: expect.stringContaining(sha256(archive)) as string,
  });
  expect(existsSync(join(folder, 'cache'))).toBe(false);
  expect(readdirSync(join(folder, 'temp'))).toEqual([]);
});

test('a version without a digest is refused before anything is asked', async () => {
  await expect(bring({ sha256: undefined })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    problems: [{ input: 'helm-version', allowed: expect.stringContaining('3.18.4') as string }],
  });
  expect(served).toEqual([]);
});

test('what is not there names what was looked for', async () => {
  await expect(bring({ baseUrl: 'http://127.0.0.1:9/' })).rejects.toMatchObject({
    code: 'TOOL_UNREACHABLE',
    message: expect.stringContaining(
      'helm 9.9.9 is neither in the tool cache nor at http://127.0.0.1:9/',
    ) as string,
    retryable: true,
  });
}, 120_000);

test('an archive without the program is no tool', async () => {
  await writeFile(join(folder, 'linux-amd64/other'), '');
  execFileSync('tar', ['czf', 'helm.tar.gz', 'linux-amd64/other'], { cwd: folder });
  archive = await readFile(join(folder, 'helm.tar.gz'));
  await expect(bring()).rejects.toMatchObject({ code: 'TOOL_UNREACHABLE' });
});

test.each([helm, golangciLint, staticcheckTool])(
  'the list of $name has a full digest for each version and platform',
  (tool) => {
    expect(knownVersions(tool).length).toBeGreaterThan(tool === helm ? 2 : 0);
    for (const byPlatform of Object.values(tool.digests)) {
      expect(Object.keys(byPlatform)).toEqual(['linux-amd64', 'linux-arm64']);
      for (const digest of Object.values(byPlatform)) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    }
  },
);

test('archives are named as their makers name them', () => {
  const address = (tool: Tool): string =>
    `${tool.baseUrl}/${tool.file(knownVersions(tool)[0] ?? '', 'linux-arm64')}`;
  expect([golangciLint, staticcheckTool].map(address)).toEqual([
    'https://github.com/golangci/golangci-lint/releases/download/v2.14.0/golangci-lint-2.14.0-linux-arm64.tar.gz',
    'https://github.com/dominikh/go-tools/releases/download/2026.2.1/staticcheck_linux_arm64.tar.gz',
  ]);
});
