import { createFakeClock } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import type { GoBuildContext } from '../../src/context.ts';
import type { Plan } from '../../src/plan/make-plan.ts';
import { listDependencies } from '../../src/release/dependencies.ts';
import { module } from '../fixtures.ts';
import { contextOf } from '../support/context-of.ts';

const MODULES = [
  { Path: 'example.com/x', Main: true },
  { Path: 'example.com/dep', Version: 'v1.0.0' },
];

/** What is told and written for one module, and how often go was asked. */
async function list(moduleList: boolean, dependencySnapshot: 'off' | 'file', event: object = {}) {
  const stdout = MODULES.map((one) => JSON.stringify(one, undefined, '\t')).join('\n');
  const made = contextOf({ programs: [{ on: 'go list -m', stdout }] });
  const outputs: string[] = [];
  const context = {
    ...made.context,
    inputs: { ...made.context.inputs, moduleList, dependencySnapshot },
    event: { sha: 'a'.repeat(40), ref: 'refs/heads/main', runId: '7', job: 'build', ...event },
    clock: createFakeClock(),
    output: (name: string, path: string) => void outputs.push(`${name} ${path}`),
  } as unknown as GoBuildContext;
  const main = { package: { module: module('/repo', 'example.com/x') } };
  const plan = { binaries: [main, main], toolchain: { env: {} } } as unknown as Plan;
  const notes = await listDependencies(context, plan, { exec: made.exec, env: {} });
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await context.files.readText(`/report/${name}`).catch(() => 'null'));
  return {
    notes,
    outputs,
    asked: made.exec.calls.length,
    modules: await read('modules.json'),
    snapshot: await read('dependency-snapshot.json'),
  };
}

test('go is asked for nothing that nobody wants', async () => {
  expect(await list(false, 'off')).toEqual({
    notes: [],
    outputs: [],
    asked: 0,
    modules: null,
    snapshot: null,
  });
});

test('the list of modules alone, asked for once for all binaries of a module', async () => {
  expect(await list(true, 'off')).toMatchObject({
    notes: ['2 modules in the build list'],
    outputs: ['modules /report/modules.json'],
    asked: 1,
    modules: [{ path: 'example.com/x' }, { path: 'example.com/dep', version: 'v1.0.0' }],
    snapshot: null,
  });
});

test.each([
  [{}, 'a'.repeat(40)],
  [{ pullRequest: { headSha: 'b'.repeat(40) } }, 'b'.repeat(40)],
])('the snapshot alone, of the commit that was pushed: %j', async (event, sha) => {
  expect(await list(false, 'file', event)).toMatchObject({
    notes: [],
    outputs: ['dependency-snapshot /report/dependency-snapshot.json'],
    modules: null,
    snapshot: { sha, ref: 'refs/heads/main', detector: { version: 'unreleased' } },
  });
});
