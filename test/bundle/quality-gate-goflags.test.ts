import { expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage, goTest } from '../../actions/quality-gate/test/support/samples.ts';

it('measures coverage also where GOFLAGS switches the race detector on', async () => {
  const run = await runGate(await writeTree(coveredPackage(3, 4)), {}, { GOFLAGS: '-race' });
  expect(run.outputs, run.log).toMatchObject({ outcome: 'passed', coverage: '75.00' });
});

const wrong = { 'v.go': 'package v\n\nimport "fmt"\n\nfunc F() { fmt.Printf("%d", "x") }\n' };

it.each(['-n', '-json', '-modcacherw --fix=true'])(
  'does not pass vet with GOFLAGS=%s, which makes it end well whatever is wrong',
  async (flags) => {
    const run = await runGate(await writeTree(wrong), { checks: 'vet' }, { GOFLAGS: flags });
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.conditions['vet']?.reason).toContain(`GOFLAGS has ${flags.split(' ').at(-1)}`);
  },
);

it.each(['-list=.', '-exec=/bin/true'])('names GOFLAGS=%s when no test ran for it', async (flags) => {
  const tree = { 'a/a_test.go': goTest('a', 'TestA', '_ = t') };
  const run = await runGate(await writeTree(tree), { checks: 'test' }, { GOFLAGS: flags });
  expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
  expect(run.conditions['test']?.reason).toContain(`GOFLAGS has ${flags}`);
});

it.each([
  'GOFLAGS=-toolexec=./evil.sh',
  "GOFLAGS='-ldflags=-extld=./evil.sh -linkmode=external'",
  'CC=/tmp/evil.sh',
])('a settings file of Go in the checked-out code chooses no program: %s', async (settings) => {
  const workspace = await writeTree({ ...coveredPackage(4, 4), 'go.env': `${settings}\n` });
  for (const GOENV of ['go.env', `${workspace}/go.env`]) {
    const run = await runGate(workspace, {}, { GOENV, GOFLAGS: '' });
    expect(run.outputs['reason'], run.log).toMatch(/^INPUT_INVALID: GOENV .*sets (GOFLAGS|CC), which/);
    expect(run.exitCode).toBe(1);
  }
});

it.each(['-toolexec=/bin/true', '-ldflags=-extld=/x', '-asmflags=-o=/x'])(
  'lets %s through neither in GOFLAGS nor in test-args',
  async (flag) => {
    const workspace = await writeTree(coveredPackage(4, 4));
    const hidden = await runGate(workspace, { checks: 'vet' }, { GOFLAGS: flag });
    expect(hidden.outputs['reason']).toContain('another program or other files');
    const open = await runGate(workspace, { 'test-args': flag });
    expect(open.outputs['reason']).toMatch(/^INPUT_INVALID: test-args: .*another program or other files/);
  },
);
