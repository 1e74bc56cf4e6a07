import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { goTest } from '../../actions/quality-gate/test/support/samples.ts';

it('TRG-14 QG-11 a release branch runs its own suite and no other; one without a test fails', async () => {
  const workspace = await writeTree({
    'a/unit_test.go': `//go:build !prerelease\n\n${goTest('a', 'TestUnit', 't.Fatal("unit")')}`,
    'a/pre_test.go': `//go:build prerelease\n\n${goTest('a', 'TestPreRelease', '_ = t')}`,
    'a/a.go': 'package a\n',
  });
  const suites =
    'unit: refs=develop\npre-release: refs=release/* tags=prerelease\nempty: refs=main tags=prerelease skip=.';
  const run = (branch: string) =>
    runGate(workspace, { checks: 'test', suites }, { GITHUB_REF: `refs/heads/${branch}` });
  const release = await run('release/1.2');
  expect(release.outputs, release.log).toMatchObject({ outcome: 'passed', 'tests-passed': '1' });
  expect(release.log).toContain('suite: pre-release');
  expect((await run('develop')).outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '1' });
  expect((await run('main')).conditions['test']).toMatchObject({ status: 'errored' });
});

/** A test that asks a service, between a set-up and a tear-down that leaves a marker. */
const integration = (body: string): string => `//go:build integration

package a

import (
	"net/http"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	table := os.Getenv("MARKERS") + "/table"
	if err := os.WriteFile(table, nil, 0o600); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.Rename(table, os.Getenv("MARKERS") + "/torn-down"); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func TestService(t *testing.T) {
	answer, err := http.Get(os.Getenv("SERVICE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
${body}}
`;

it('QG-12 a suite sets its resources up against a real service and tears them down, also after a failed test', async () => {
  let asked = 0;
  const service = createServer((_, response) => {
    asked += 1;
    response.end('ready');
  });
  await once(service.listen(0, '127.0.0.1'), 'listening');
  const stop = () => new Promise<void>((done) => void service.close(() => done()));
  const markers = await mkdtemp(join(tmpdir(), 'markers-'));
  onTestFinished(async () => {
    await rm(markers, { recursive: true, force: true });
    if (service.listening) await stop();
  });
  const run = async (body: string) => {
    await rm(join(markers, 'torn-down'), { force: true });
    const workspace = await writeTree({ 'a/a.go': 'package a\n', 'a/a_test.go': integration(body) });
    const { port } = service.address() as AddressInfo;
    const env = { MARKERS: markers, SERVICE_URL: `http://127.0.0.1:${port}/` };
    const again = () => runGate(workspace, { checks: 'test', 'build-tags': 'integration' }, env);
    return { again, result: await again() };
  };
  const isTornDown = async (): Promise<boolean> =>
    (await readFile(join(markers, 'torn-down'), 'utf8').catch(() => undefined)) === '' &&
    (await stat(join(markers, 'table')).catch(() => undefined)) === undefined;
  const failing = await run('\tt.Fatal("the table is empty")\n');
  expect(failing.result.outputs, failing.result.log).toMatchObject({
    outcome: 'failed',
    'tests-failed': '1',
  });
  expect([asked, await isTornDown()]).toEqual([1, true]);
  const passing = await run('');
  expect(passing.result.outputs, passing.result.log).toMatchObject({
    outcome: 'passed',
    'tests-passed': '1',
  });
  expect([asked, await isTornDown()]).toEqual([2, true]);
  service.closeAllConnections();
  await stop();
  const gone = await passing.again();
  expect(gone.outputs, gone.log).toMatchObject({ outcome: 'failed', 'tests-failed': '1' });
});
