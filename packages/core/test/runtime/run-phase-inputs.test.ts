import { createFakeFiles, runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { action, good } from './behaviour.ts';

describe('inputs that are not usable', () => {
  test('all problems at once; nothing is run', async () => {
    let ran = false;
    const { outcome, host, report } = await runFakePhase(
      action({
        run: async () => {
          ran = true;
        },
      }),
      { inputs: { coverage: 'abc', 'working-directory': '../out' } },
    );
    expect([outcome, ran, host.exitCode]).toEqual(['failure', false, 1]);
    const message = host.annotations[0]?.message ?? '';
    expect(message).toContain(
      'INPUT_INVALID: coverage "abc": is not a number (allowed: a number from 0 to 100)',
    );
    expect(message).toContain('max-tries: is required');
    expect(message).toContain('working-directory "../out": leads out of the workspace');
    expect(host.summary).toContain('- max-tries: is required');
    expect(host.outputs['report']).toBeDefined();
    expect(report?.failure).toMatchObject({ kind: 'input', code: 'INPUT_INVALID' });
  });

  test('a working directory or config file that leads out of the workspace through a link is refused', async () => {
    const files = createFakeFiles(
      { '/etc/fairlead.yml': 'go-build:\n  swordfish: 1\n', '/etc/svc/x': '' },
      { '/workspace/svc': '/etc/svc', '/workspace/.github': '/etc' },
    );
    const { host } = await runFakePhase(action(), {
      files,
      inputs: { ...good, 'working-directory': 'svc' },
    });
    const message = host.annotations[0]?.message ?? '';
    expect(message).toContain('working-directory "svc": leads out of the workspace through a link');
    expect(message).toContain('config ".github/fairlead.yml": leads out of the workspace through a link');
    expect(message).not.toContain('swordfish');
  });

  test('a link that stays in the workspace is fine', async () => {
    const files = createFakeFiles(
      { '/workspace/real/x': '', '/workspace/conf/fairlead.yml': 'go-build:\n  max-tries: 5\n' },
      { '/workspace/svc': '/workspace/real', '/workspace/.github': '/workspace/conf' },
    );
    const { outcome } = await runFakePhase(action(), { files, inputs: { 'working-directory': 'svc' } });
    expect(outcome).toBe('success');
  });

  test('the post phase is silent about them', async () => {
    const { outcome, host } = await runFakePhase(action({ post: () => Promise.reject(new Error('no')) }), {
      phase: 'post',
    });
    expect([outcome, host.annotations, host.summary]).toEqual(['skipped', [], '']);
  });

  test('values and problems of the config file, with its line', async () => {
    const files = createFakeFiles({
      '/workspace/.github/fairlead.yml': 'go-build:\n  max-tries: 5\n  coverage: 101\n',
    });
    const { host } = await runFakePhase(action(), { files });
    expect(host.annotations[0]?.message).toBe(
      'INPUT_INVALID: coverage "101": is above 100 (allowed: a number from 0 to 100) [.github/fairlead.yml:3:3]',
    );
  });

  test('with a config file that cannot be read, nothing is said of inputs that it may set', async () => {
    const files = createFakeFiles({ '/workspace/.github/fairlead.yml': 'go-build:\n  max-tries: [5\n' });
    const { host } = await runFakePhase(action(), { files, inputs: { coverage: '101' } });
    const message = host.annotations[0]?.message ?? '';
    expect(message).toMatch(/^INPUT_INVALID: \.github\/fairlead\.yml:3:1: Flow [^;[]*; coverage "101"/);
    expect(message).not.toContain('max-tries');
  });

  test('a config file that was named must be there', async () => {
    const { host } = await runFakePhase(action(), { inputs: { ...good, config: 'no.yml' } });
    expect(host.annotations[0]?.message).toContain('config "no.yml": is not a file');
  });
});

describe('inputs that the action does not have', () => {
  test('are told with everything else that is wrong; nothing is run', async () => {
    const { host, outcome } = await runFakePhase(action(), {
      inputs: { coverage: 'abc' },
      env: { 'INPUT_MAX-TRYS': '3', INPUT_TOKEN: 'x', INPUT_FOO: 'hunter22' },
    });
    expect([outcome, host.annotations.length]).toEqual(['failure', 2]);
    expect(host.annotations.at(-1)?.message).toMatch(
      /^INPUT_INVALID: max-trys: is no input of this action; did you mean max-tries\?; coverage "abc": .*; max-tries: is required/,
    );
  });

  test("that may be somebody else's are one warning, and the work goes on", async () => {
    const { host, outcome } = await runFakePhase(action(), {
      inputs: good,
      env: { INPUT_FOO: 'hunter22', INPUT_BAR: 'x' },
    });
    expect(outcome).toBe('success');
    expect(host.annotations).toEqual([
      expect.objectContaining({
        level: 'warning',
        message: 'INPUT_BAR, INPUT_FOO: no input of go-build has this name, so it is not read',
      }),
    ]);
  });

  test('do not keep post from ending what main has begun', async () => {
    let ended = false;
    const post = async (): Promise<void> => {
      ended = true;
    };
    const env = { 'INPUT_MAX-TRYS': '3', INPUT_FOO: 'x' };
    const { host } = await runFakePhase(action({ post }), { phase: 'post', inputs: good, env });
    expect([ended, host.annotations]).toEqual([true, []]);
  });
});
