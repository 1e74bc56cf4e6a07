import { describe, expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';

const TREE = {
  'a/a.go': 'package a\n',
  'a/a_test.go': `package a

import (
	"os"
	"testing"
)

func TestEnvironment(t *testing.T) {
	t.Log(os.Getenv("QG_BASE_URL"), os.Getenv("QG_TIMEOUT"), os.Getenv("QG_VERBOSE"))
	if os.Getenv("QG_TIMEOUT") != "5000" {
		t.Fatal("timeout is " + os.Getenv("QG_TIMEOUT") + " for " + os.Getenv("QG_BASE_URL"))
	}
}
`,
  'ci/env.yml': `keys: { qg_base_url: url, qg_timeout: number, qg_verbose: flag }
environments:
  test: { qg_base_url: "http://127.0.0.1:8080", qg_timeout: 5000, qg_verbose: false }
  staging: { qg_base_url: "https://staging.example.com", qg_timeout: 10000, qg_verbose: true }
`,
};
const INPUTS = { checks: 'test', 'env-config': 'ci/env.yml' };

describe('QG-13 tests of a real module', () => {
  it('get the values of `test`, of another environment by name or suite, and those of the step before both', async () => {
    const workspace = await writeTree(TREE);
    const good = await runGate(workspace, INPUTS);
    expect(good.outputs, good.log).toMatchObject({ outcome: 'passed', 'tests-passed': '1' });
    expect(good.summary).toContain('test of ci/env.yml sets QG_BASE_URL, QG_TIMEOUT, QG_VERBOSE');
    expect(good.report.data).toMatchObject({
      environment: { name: 'test', variables: { QG_BASE_URL: 'http://127.0.0.1:8080', QG_TIMEOUT: '5000' } },
    });
    const staging = await runGate(workspace, { ...INPUTS, 'env-name': 'staging' });
    expect(staging.conditions['test']?.reason).toContain('timeout is 10000 for https://staging.example.com');
    const suite = await runGate(
      workspace,
      { ...INPUTS, suites: 'e2e: refs=main env=staging' },
      { GITHUB_REF: 'refs/heads/main' },
    );
    expect(suite.outputs['tests-failed']).toBe('1');
    const step = await runGate(workspace, { ...INPUTS, 'env-name': 'staging' }, { QG_TIMEOUT: '5000' });
    expect(step.outputs['outcome'], step.log).toBe('passed');
    expect(step.summary).toContain('set outside of it: QG_TIMEOUT');
  });

  it('does not start where a value is of the wrong kind', async () => {
    const wrong = TREE['ci/env.yml'].replace('qg_timeout: 5000', 'qg_timeout: "5s"');
    const run = await runGate(await writeTree({ ...TREE, 'ci/env.yml': wrong }), INPUTS);
    expect(run.exitCode).toBe(1);
    expect(run.outputs['reason']).toContain('environments.test.qg_timeout "5s": is no number');
    expect(run.outputs['reason']).toContain('[ci/env.yml:3:');
    expect(run.log).not.toContain('go test');
  });

  it('run again when a value that they read changes, and no others do', async () => {
    const text = `package b

import "testing"

func TestOther(t *testing.T) {}
`;
    const workspace = await writeTree({ ...TREE, 'b/b.go': 'package b\n', 'b/b_test.go': text });
    const inputs = { ...INPUTS, select: 'affected', audit: '0' };
    const reused = async (more: Readonly<Record<string, string>> = {}): Promise<string | undefined> =>
      (await runGate(workspace, { ...inputs, ...more })).outputs['packages-reused'];
    expect(await reused()).toBe('0');
    expect(await reused()).toBe('2');
    expect(await reused({ 'env-name': 'staging' })).toBe('1');
  });

  it('is named by a dry run', async () => {
    const run = await runGate(await writeTree(TREE), { ...INPUTS, 'dry-run': 'true', 'env-name': 'staging' });
    expect(run.outputs['outcome']).toBe('dry-run');
    expect(run.log).toContain('environment: staging of ci/env.yml sets QG_BASE_URL, QG_TIMEOUT, QG_VERBOSE');
  });
});
