import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  forgeStep,
  initGit,
  openWorkspace,
  type PhaseResult,
  pullRequestEvent,
  pushEvent,
  startCacheService,
} from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage, goFunction } from '../../actions/quality-gate/test/support/samples.ts';
import { goEnvironment } from './support/go-workspace.ts';

const conditions = '- { metric: coverage-delta, operator: ">=", threshold: 0 }';

/** A repository with two commits of main, a clone of depth 1 of each, and the gate over them. */
async function repository() {
  const workspace = await writeTree(coveredPackage(3, 4));
  const { commit } = await initGit(openWorkspace(workspace));
  const base = await commit('base');
  await openWorkspace(workspace).write('a/more.go', `package a\n\n${goFunction('More', 4)}`);
  const head = await commit('a function without a test');
  const clone = async (depth: number): Promise<string> => {
    const root = await mkdtemp(join(tmpdir(), 'fairlead-delta-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    execFileSync('git', ['clone', '--quiet', `--depth=${depth}`, `file://${workspace}`, join(root, 'w')]);
    return join(root, 'w');
  };
  return { workspace, base, head, commit, clone };
}

async function gate(
  workspace: string,
  { env, payload }: { readonly env: Readonly<Record<string, string>>; readonly payload: unknown },
  more: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<PhaseResult> {
  const step = await forgeStep({
    action: 'quality-gate',
    workspace,
    inputs: { checks: 'test,coverage', 'coverage-threshold': '0', conditions, ...inputs },
    env: { ...(await goEnvironment()), ...env, ...more },
    payload,
  });
  onTestFinished(() => step.dispose());
  return step.main();
}

/** The event of a pull request whose base is a commit. */
function pullRequestOn(base: string) {
  const event = pullRequestEvent();
  const pull = event.payload['pull_request'] as Record<string, Record<string, unknown>>;
  return {
    env: event.env,
    payload: { ...event.payload, pull_request: { ...pull, base: { ...pull['base'], sha: base } } },
  };
}

const delta = (run: PhaseResult) =>
  (JSON.parse(run.outputs['conditions'] ?? '[]') as { readonly name: string }[]).find(
    ({ name }) => name === 'coverage-delta',
  );

it('the coverage of a branch is kept in the cache of the CI service, and a pull request is compared with it in a clone of depth 1', async () => {
  const service = await startCacheService();
  onTestFinished(() => service.close());
  const { workspace, base, clone } = await repository();
  const before = await gate(workspace, pullRequestOn(base), service.env());
  expect(delta(before), before.log).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining(`no run has kept the profile of the base ${base.slice(0, 12)}`),
  });
  expect(service.entries()).toEqual([]);

  execFileSync('git', ['-C', workspace, 'checkout', '--quiet', '--detach', base]);
  const pushed = await gate(workspace, pushEvent(), { ...service.env(), GITHUB_SHA: base });
  expect(pushed.exitCode, pushed.log).toBe(0);
  expect(delta(pushed)).toMatchObject({
    status: 'skipped',
    reason: `what is checked out is the base ${base.slice(0, 12)} itself`,
  });
  expect(service.entries().map(({ key }) => key)).toEqual([expect.stringMatching(new RegExp(`-${base}$`))]);

  execFileSync('git', ['-C', workspace, 'checkout', '--quiet', 'main']);
  const pull = await gate(await clone(1), pullRequestOn(base), service.env());
  expect(delta(pull), pull.log).toMatchObject({
    status: 'failed',
    actual: '-37.50 %',
    reason: expect.stringContaining(`3 of 8 statements now, 3 of 4 at the base ${base.slice(0, 12)}`),
  });
  // what a pull request measures is nobody's base
  expect(service.entries()).toHaveLength(1);
});

it('a folder of the machine keeps it where there is no service, and a commit before the base stands in for it', async () => {
  const { workspace, base, head, commit } = await repository();
  const root = await mkdtemp(join(tmpdir(), 'fairlead-delta-cache-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const inputs = { 'cache-dir': root };
  execFileSync('git', ['-C', workspace, 'checkout', '--quiet', '--detach', base]);
  const pushed = await gate(workspace, pushEvent(), { GITHUB_SHA: base }, inputs);
  expect(pushed.exitCode, pushed.log).toBe(0);
  execFileSync('git', ['-C', workspace, 'checkout', '--quiet', 'main']);
  await openWorkspace(workspace).write('README.md', 'more\n');
  await commit('a change');
  const pull = await gate(workspace, pullRequestOn(head), {}, inputs);
  expect(delta(pull), pull.log).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining(`3 of 4 at ${base.slice(0, 12)}, 1 commit before the base`),
  });
});
