import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  initGit,
  makeAuthority,
  openWorkspace,
  startGitServer,
  startProxy,
  writeModuleProxy,
} from '@fairlead/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf, runBinary } from './support/go-build.ts';

const HOST = 'git.example.com';
const PATH = `${HOST}/acme/lib.git`;
const TOKEN = 'tok-0123456789abcdef';
const SECRET = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');

/** A forge with one private module, and a program that needs it. */
async function makeForge() {
  const files = {
    'go.mod': `module ${PATH}\n\ngo 1.24\n`,
    'lib.go': 'package lib\n\nfunc Word() string { return "private" }\n',
  };
  const source = await writeTree(files);
  const { git, commit } = await initGit(openWorkspace(source));
  await commit('one');
  await git('tag', 'v1.0.0');
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-forge-'));
  execFileSync('git', ['clone', '-q', '--bare', source, join(folder, 'acme/lib.git')], { stdio: 'pipe' });
  const authority = await makeAuthority(folder, [HOST]);
  const server = await startGitServer(folder, authority, `Basic ${SECRET}`);
  const proxy = await startProxy({ ports: { [`${HOST}:443`]: server.port } });
  onTestFinished(async () => {
    await proxy.close();
    await server.close();
  });
  const { sum } = await writeModuleProxy([{ path: PATH, version: 'v1.0.0', files }]);
  const workspace = await writeTree({
    'go.mod': `module example.com/user\n\ngo 1.24\n\nrequire ${PATH} v1.0.0\n`,
    'go.sum': sum,
    'main.go': `package main\n\nimport lib "${PATH}"\n\nfunc main() { println(lib.Word()) }\n`,
  });
  const env = {
    GOPROXY: 'direct',
    GOPRIVATE: `${HOST}/acme/*`,
    HTTPS_PROXY: proxy.url,
    GIT_SSL_CAINFO: authority.file,
  };
  return { env, server, workspace };
}

test('private modules: the token reaches the git that fetches them, and nothing and nobody else', async () => {
  const { env, server, workspace } = await makeForge();
  const without = await build(workspace, {}, { env });
  expect(errorsOf(without)[0]?.message).toMatch(
    /^BUILD_MODULES_UNAVAILABLE: git\.example\.com\/acme\/lib\.git@v1/,
  );
  expect(without.log).toContain('private-modules-token (go-build)');
  const wrong = await build(workspace, { 'private-modules-token': 'wrong-0123' }, { env });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('wrong-0123');

  // what compiles is told everything but that
  const seen = join(workspace, 'seen');
  await writeFile(
    join(workspace, 'make.sh'),
    `#!/bin/sh\nenv > ${seen}\nexec go build -o "$OUTPUT_DIR/" .\n`,
  );
  await chmod(join(workspace, 'make.sh'), 0o755);
  const inputs = { 'private-modules-token': TOKEN, 'build-command': './make.sh', sbom: 'true' };
  const result = await build(workspace, inputs, { env });
  expect(result.exitCode, result.log).toBe(0);
  expect(runBinary(join(workspace, 'bin/user'))).toBe('private');
  expect(server.logins).toContainEqual({ host: HOST, login: `Basic ${SECRET}` });
  const children = await readFile(seen, 'utf8');
  expect(children).toContain('OUTPUT_DIR=');
  const report = await readFile(result.outputs['report'] ?? '', 'utf8');
  const log = result.log.replaceAll(/^::add-mask::.*$/gm, '');
  for (const text of [children, report, log, result.summary, JSON.stringify(result.outputs)])
    for (const secret of [TOKEN, SECRET]) expect(text).not.toContain(secret);
});

test('a token without hosts, or for any host, is refused before anything runs', async () => {
  const workspace = await writeTree({ 'go.mod': 'module example.com/x\n\ngo 1.24\n' });
  const inputs = { 'private-modules-token': TOKEN };
  expect(errorsOf(await build(workspace, inputs))[0]?.message).toMatch(
    /INPUT_INVALID: private-modules-token: has no effect without GOPRIVATE/,
  );
  const wide = await build(workspace, inputs, { env: { GOPRIVATE: '*' } });
  expect(errorsOf(wide)[0]?.message).toMatch(/could go to anybody: GOPRIVATE has \*/);
});
