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
