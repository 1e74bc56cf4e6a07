import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionNames } from '@fairlead/core';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { forgeStep } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Enough for each action to begin its work, were it the main phase. */
const INPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docker-multistage': { image: 'ghcr.io/acme/orders' },
  'helm-deploy': { release: 'orders', chart: 'chart', image: 'chart' },
  'canary-rollback': {
    workload: 'orders',
    image: `ghcr.io/acme/orders@sha256:${'a'.repeat(64)}`,
    'prometheus-url': 'http://127.0.0.1:9',
  },
};

const withPost = actionNames.filter((name) =>
  existsSync(join(REPOSITORY_ROOT, 'actions', name, 'dist/post.js')),
);

it('the actions that have something to finish have a post entry', () => {
  expect(withPost).toEqual(expect.arrayContaining(Object.keys(INPUTS)));
});

describe.each(withPost)('%s', (action) => {
  it.each([
    ['an empty state file: main was killed before its first line', {}],
    ['an old mark in the state', { STATE_fairlead_main: '1', 'STATE_fairlead-main': '1' }],
  ])('post never does the work of main with %s', async (_, env) => {
    const workspace = await mkdtemp(join(root, 'workspace-'));
    const step = await forgeStep({ action, workspace, inputs: INPUTS[action] ?? {}, env });
    try {
      const post = await step.post();
      expect(post).toMatchObject({ exitCode: 0, log: '', outputs: {}, summary: '', annotations: [] });
      expect(await readdir(workspace)).toEqual([]);
    } finally {
      await step.dispose();
    }
  });

  it('main does its work, also where a state of an earlier step is left over', async () => {
    const env = { 'STATE_fairlead-main': '1' };
    const step = await forgeStep({ action, inputs: INPUTS[action] ?? {}, env });
    try {
      const main = await step.main();
      expect(main.exitCode).toBe(1);
      expect(main.outputs).toMatchObject({ outcome: expect.stringMatching(/^(failed|error)$/) });
      expect(main.annotations.at(-1)?.message).toBe(main.outputs['reason']);
    } finally {
      await step.dispose();
    }
  });
});

it.each(actionNames)('%s: a run that is refused says so in its outputs', async (action) => {
  const step = await forgeStep({ action, inputs: { 'working-directory': '../outside' } });
  try {
    const { exitCode, outputs } = await step.main();
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/^INPUT_INVALID: /),
      report: expect.stringMatching(/report\.json$/),
    });
  } finally {
    await step.dispose();
  }
});
