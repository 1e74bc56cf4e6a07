import type { Kube } from '@fairlead/kube';
import { createFakeExec, createFakeFiles } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import type { HelmContext } from '../src/context.ts';
import { openSession } from '../src/helm/session.ts';

const kube = { target: { namespace: 'shop', context: 'c', server: 's' } } as unknown as Kube;

it.each([
  [{ '/w/svc/Chart.yaml': '' }, '/w/svc'],
  [{ '/w/README.md': '' }, '/w'],
  [{ '/other/file': '' }, undefined],
])('runs helm where the step works, as far as a step in between has left it: %j', async (there, cwd) => {
  const exec = createFakeExec([{ on: 'helm version', stdout: 'v3.18.4' }]);
  const context = {
    files: createFakeFiles(there),
    host: { env: {} },
    log: {},
    exec,
    signal: new AbortController().signal,
    childEnv: {},
    workspace: '/w',
    workingDirectory: '/w/svc',
    inputs: {},
  } as unknown as HelmContext;
  const { helm } = await openSession(context, kube, 'orders');
  expect(helm.version).toBe('v3.18.4');
  expect(exec.calls[0]?.options.cwd).toBe(cwd);
});
