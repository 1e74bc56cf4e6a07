import { createFakeFiles, runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { CancelledError, CONFIG_STATE } from '../../src/index.ts';
import { action, type Context, good } from './behaviour.ts';

describe('the post phase', () => {
  test('does nothing where main was killed before it had read its inputs, whatever the files say now', async () => {
    let ran = false;
    const touch = async (): Promise<void> => {
      ran = true;
    };
    const files = createFakeFiles({ '/workspace/.github/fairlead.yml': 'go-build:\n  max-tries: 3\n' });
    const state = { [CONFIG_STATE]: '' };
    const { outcome, host, report } = await runFakePhase(action({ run: touch, post: touch }), {
      phase: 'post',
      state,
      files,
    });
    expect([outcome, ran, host.lines, host.outputs, report]).toEqual(['skipped', false, [], {}, undefined]);
  });

  const post = () => Promise.reject(new CancelledError('finishing'));

  test('reads what main saved', async () => {
    const main = await runFakePhase(action({ run: async ({ saveState }) => saveState('lock', { id: 7 }) }), {
      inputs: good,
    });
    let lock: unknown;
    const after = async ({ readState }: Context): Promise<void> => {
      lock = [readState('lock'), readState('nothing')];
    };
    await runFakePhase(action({ post: after }), { phase: 'post', inputs: good, state: main.host.state });
    expect(lock).toEqual([{ id: 7 }, undefined]);
  });

  test('goes by the config file as main has read it, whatever a step in between does to the workspace', async () => {
    const path = '/workspace/.github/fairlead.yml';
    const seen: unknown[] = [];
    const look = async ({ inputs }: Context): Promise<void> => void seen.push(inputs.coverage);
    const files = createFakeFiles({ [path]: 'go-build:\n  coverage: 90\n  max-tries: 3\n' });
    const main = await runFakePhase(action({ run: look, post: look }), { files });
    const { state } = main.host;
    for (const later of [{}, { [path]: 'go-build: [' }, { [path]: 'go-build:\n  coverage: 10\n' }]) {
      const options = { phase: 'post', state, files: createFakeFiles(later) } as const;
      const { outcome } = await runFakePhase(action({ post: look }), options);
      expect(outcome).toBe('success');
    }
    expect(seen).toEqual([90, 90, 90, 90]);
  });

  test('runs although a step in between has made the working directory a way out of the workspace', async () => {
    let ran = false;
    const bring = async (): Promise<void> => {
      ran = true;
    };
    const inputs = { ...good, 'working-directory': 'svc' };
    const files = createFakeFiles({ '/workspace/a': '' }, { '/workspace/svc': '/elsewhere' });
    const main = await runFakePhase(action({ run: bring, post: bring }), { inputs, files });
    expect([main.outcome, ran]).toEqual(['failure', false]);
    const clean = await runFakePhase(action({ post: bring }), { inputs });
    const { state } = clean.host;
    ran = false;
    const { outcome } = await runFakePhase(action({ post: bring }), { phase: 'post', inputs, files, state });
    expect([outcome, ran]).toEqual(['success', true]);
  });

  test('runs without a folder for its report, and says so', async () => {
    const files = {
      ...createFakeFiles(),
      makeTemporary: () => Promise.reject(new Error('ENOSPC: no space left on device')),
      write: () => Promise.reject(new Error('ENOSPC: no space left on device')),
    };
    let ran = false;
    const bring = ({ stage }: Context) =>
      stage('bring back', async () => {
        ran = true;
      });
    const { outcome, host } = await runFakePhase(action({ post: bring }), {
      phase: 'post',
      inputs: good,
      files,
    });
    expect([outcome, ran, host.exitCode]).toEqual(['success', true, undefined]);
    expect(host.annotations[0]?.message).toMatch(/^reports go to .*, if anywhere, .*ENOSPC/);
  });

  test('fails the job only for what it owns', async () => {
    const warning = await runFakePhase(action({ post }), { phase: 'post', inputs: good });
    expect([warning.host.exitCode, warning.host.annotations[0]?.level]).toEqual([undefined, 'warning']);
    const error = await runFakePhase(action({ post, postOwnsOutcome: true }), {
      phase: 'post',
      inputs: good,
    });
    expect([error.host.exitCode, error.host.annotations[0]?.level]).toEqual([1, 'error']);
  });

  test('with nothing to say, it adds no line, no summary and no report output', async () => {
    const { host } = await runFakePhase(action({ post: async () => {} }), { phase: 'post', inputs: good });
    expect([host.lines, host.summary, host.outputs]).toEqual([[], '', {}]);
  });

  test('with something done, it says where its report is', async () => {
    const finish = ({ stage }: Context) => stage('finish', async () => {});
    const { host } = await runFakePhase(action({ post: finish }), { phase: 'post', inputs: good });
    expect(host.lines.at(-1)).toMatch(/^report: .*report\.html$/);
  });
});
