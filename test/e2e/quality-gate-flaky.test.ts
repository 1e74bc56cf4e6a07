import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';

/** Fails where a file is not there yet, and writes it. */
const FLAKY = `package a

import (
	"os"
	"testing"
)

func TestNow(t *testing.T) {
	t.Run("again", func(t *testing.T) {
		if _, err := os.Stat("seen"); err != nil {
			os.WriteFile("seen", nil, 0o644)
			t.Fatal("not yet")
		}
	})
}
`;

it('a flaky test fails and is called by that name; with an owner and a day it passes with a warning', async () => {
  const workspace = await writeTree({ 'a/a.go': 'package a\n', 'a/a_test.go': FLAKY });
  const inputs = { checks: 'test', 'rerun-failed': '1' };
  const plain = await runGate(workspace, inputs);
  expect(plain.outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '2' });
  expect(plain.conditions['test']?.reason).toContain(
    'TestNow of example.com/m/a is flaky: it failed, then passed on try 2',
  );
  await rm(join(workspace, 'a/seen'));
  const kept = await runGate(workspace, {
    ...inputs,
    quarantine: 'example.com/m/a TestNow @anna 2999-12-31',
  });
  expect(kept.outputs, kept.log).toMatchObject({ outcome: 'passed', 'tests-failed': '0' });
  expect(kept.log).toContain('in quarantine until 2999-12-31, owner @anna');
});
