import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';

/** A package whose TestMain sets a resource up and takes it down, and one test with this body. */
function withResource(body: string): Readonly<Record<string, string>> {
  return {
    'p/p.go': 'package p\n',
    'p/p_test.go': `package p

import (
	"os"
	"os/signal"
	"testing"
	"time"
)

var _ = time.Sleep

func TestMain(m *testing.M) {
	down := func() { os.WriteFile("down", nil, 0o644) }
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	go func() {
		<-stop
		down()
		os.Exit(1)
	}()
	os.WriteFile("up", nil, 0o644)
	defer down()
	m.Run()
}

func TestFirst(t *testing.T) { ${body} }

func TestSecond(t *testing.T) {}
`,
  };
}

const isThere = (workspace: string, name: string): Promise<boolean> =>
  stat(join(workspace, 'p', name)).then(
    () => true,
    () => false,
  );

describe('QG-12 what TestMain has set up', () => {
  it.each([
    ['passes', '_ = t', '', 'passed'],
    ['fails', 't.Fatal("no")', '', 'failed'],
    ['fails and is the last', 't.Fatal("no")', '-failfast', 'failed'],
  ])('is torn down after a test that %s', async (_, body, testArgs, outcome) => {
    const workspace = await writeTree(withResource(body));
    const run = await runGate(workspace, {
      checks: 'vet,test',
      'fail-fast': 'true',
      ...(testArgs === '' ? {} : { 'test-args': testArgs }),
    });
    expect(run.outputs['outcome'], run.log).toBe(outcome);
    expect(await readFile(join(workspace, 'p/up'), 'utf8')).toBe('');
    expect(await isThere(workspace, 'down')).toBe(true);
  });

  it('is torn down when the run is cancelled, where TestMain listens for it', async () => {
    const workspace = await writeTree(withResource('time.Sleep(time.Minute)'));
    const cancel = new AbortController();
    const run = runGate(workspace, { checks: 'test' }, {}, cancel.signal);
    const isUp = (): Promise<boolean> => isThere(workspace, 'up');
    await expect.poll(isUp, { timeout: 100_000 }).toBe(true);
    cancel.abort();
    expect((await run).outputs['outcome']).toBe('cancelled');
    expect(await isThere(workspace, 'down')).toBe(true);
  });

  it('is left behind at the time limit, as the README says', async () => {
    const workspace = await writeTree(withResource('time.Sleep(time.Minute)'));
    const run = await runGate(workspace, { checks: 'test', 'test-timeout': '1s' });
    expect(run.outputs['outcome']).toBe('failed');
    expect(run.conditions['test']?.reason).toContain('test timed out after 1s');
    expect([await isThere(workspace, 'up'), await isThere(workspace, 'down')]).toEqual([true, false]);
  });
});
