import { expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage } from '../../actions/quality-gate/test/support/samples.ts';

it('measures coverage also where GOFLAGS switches the race detector on', async () => {
  const run = await runGate(await writeTree(coveredPackage(3, 4)), {}, { GOFLAGS: '-race' });
  expect(run.outputs, run.log).toMatchObject({ gate: 'pass', coverage: '75.00' });
});
