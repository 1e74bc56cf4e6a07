import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage } from '../../actions/quality-gate/test/support/samples.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

/** A server that the tests below speak to. */
async function startServer(): Promise<number> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => new Promise((resolve) => server.close(() => resolve()));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const dialing = (port: number, constraint: string) => ({
  'suite/suite_test.go': `${constraint}package suite

import (
	"net"
	"testing"
)

func TestServer(t *testing.T) {
	c, err := net.Dial("tcp", "127.0.0.1:${port}")
	if err != nil {
		t.Fatal("no server")
	}
	c.Close()
}
`,
});

it('runs a suite behind a build tag anew: the server of yesterday says nothing about today', async () => {
  const port = await startServer();
  const workspace = await writeTree(dialing(port, '//go:build integration\n\n'));
  const inputs = { checks: 'test', packages: './suite/...', 'build-tags': 'integration' };
  const first = await runGate(workspace, inputs);
  expect(first.outputs, first.summary).toMatchObject({ outcome: 'passed', 'packages-replayed': '0' });
  await stop();
  const second = await runGate(workspace, inputs);
  expect(second.outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '1' });
  expect(second.conditions['test']?.reason).toContain('TestServer (no server)');
});

it('says what was replayed, and runs anew with fresh: always', async () => {
  const port = await startServer();
  const workspace = await writeTree({ ...coveredPackage(4, 4), ...dialing(port, '') });
  expect((await runGate(workspace, { checks: 'test' })).outputs).toMatchObject({ outcome: 'passed' });
  await stop();
  const replayed = await runGate(workspace, { checks: 'test' });
  expect(replayed.outputs).toMatchObject({ outcome: 'passed', 'packages-replayed': '2' });
  expect(replayed.summary).toContain("2 of 2 packages replayed from Go's cache");
  expect(replayed.log).toContain("ok   example.com/m/suite (replayed from Go's cache)");
  const fresh = await runGate(workspace, { checks: 'test', fresh: 'always' });
  expect(fresh.outputs).toMatchObject({ outcome: 'failed', 'packages-replayed': '0' });
});
