import { makeWorkspace } from '@fairlead/testkit';
import { coveredPackage } from '../../../../actions/quality-gate/test/support/samples.ts';
import { goEnvironment } from '../../../bundle/support/go-workspace.ts';
import { outputsOf } from '../job.ts';
import type { ActionLab } from '../lab.ts';

let tested: ReturnType<typeof makeWorkspace> | undefined;

const MODULE = { 'go.mod': 'module example.com/m\n\ngo 1.24\n' };

/** quality-gate over a package with a test. */
export const qualityGate: ActionLab = {
  action: 'quality-gate',
  async work(job) {
    tested ??= makeWorkspace({ ...MODULE, ...coveredPackage(3, 4) });
    const { folder: workspace } = await tested;
    const step = await job.step({
      action: 'quality-gate',
      inputs: {},
      workspace,
      env: await goEnvironment(),
    });
    const { outcome = 'no outcome' } = outputsOf(await job.main(step));
    return [outcome];
  },
  async workLong(job) {
    const sleeps =
      'package a\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc TestA(t *testing.T) {\n\tprintln("asleep")\n\ttime.Sleep(time.Hour)\n}\n';
    const { folder: workspace } = await makeWorkspace({ ...MODULE, 'a/a_test.go': sleeps });
    const step = await job.step({
      action: 'quality-gate',
      inputs: {},
      workspace,
      env: await goEnvironment(),
    });
    return { step, begun: /^::group::test/, close: async () => {} };
  },
};
