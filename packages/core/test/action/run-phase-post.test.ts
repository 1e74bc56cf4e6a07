import { runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { CancelledError } from '../../src/index.ts';
import { action, type Context, good } from './behaviour.ts';

describe('the post phase', () => {
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
