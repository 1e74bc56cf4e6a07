import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ForgedStep, forgeStep } from '../../src/index.ts';

const entry = fileURLToPath(new URL('./steps/waits.ts', import.meta.url));
let step: ForgedStep;
beforeEach(async () => {
  step = await forgeStep({ action: entry, inputs: { password: 'hunter22' } });
});
afterEach(() => step.dispose());

describe('a step on the real runtime', () => {
  test('this and the step run on Node 24', () => {
    expect(process.versions.node).toMatch(/^24\./);
  });

  test('interrupted: outcome cancelled, report written, and post finds what main saved', async () => {
    const running = step.main();
    await step.waitFor(/^ready/);
    step.interrupt();
    const main = await running;
    expect([main.exitCode, main.signal]).toEqual([1, null]);
    expect(main.annotations).toMatchObject([
      { level: 'error', message: 'CANCELLED: cancelled while waiting' },
    ]);
    expect(main.summary).toContain('⏹️ waits: cancelled');
    const report = JSON.parse(readFileSync(main.outputs['report'] ?? '', 'utf8')) as Record<string, unknown>;
    expect(report['outcome']).toBe('cancelled');
    const post = await step.post();
    expect([post.exitCode, post.log]).toEqual([0, expect.stringContaining('post found {"held":true}')]);
  });

  test('killed: post runs all the same with the state that was saved', async () => {
    const running = step.main();
    await step.waitFor(/^ready/);
    step.kill();
    expect((await running).signal).toBe('SIGKILL');
    expect((await step.post()).log).toContain('post found {"held":true}');
  });

  test('secrets are hidden in the log once they are registered', async () => {
    const running = step.main();
    await step.waitFor(/^the password is \*\*\*$/);
    step.kill();
    await running;
  });

  test('waiting for a line that never comes fails when the phase ends', async () => {
    const running = step.main();
    const never = expect(step.waitFor(/no such line/)).rejects.toThrow('it ended without a line like');
    await step.waitFor(/^ready/);
    step.kill();
    await running;
    await never;
  });

  test('dispose removes the folder', async () => {
    await step.dispose();
    expect(existsSync(step.temp)).toBe(false);
  });
});

test('what main adds to the environment and to PATH is there for post', async () => {
  const other = await forgeStep({
    action: fileURLToPath(new URL('./steps/hands-on.ts', import.meta.url)),
    env: { PATH: '/usr/bin' },
  });
  try {
    const main = await other.main();
    expect([main.exported, main.addedPath]).toEqual([
      { TOKEN_PATH: '/secret/place' },
      ['/one/bin', '/two/bin'],
    ]);
    expect((await other.post()).log).toBe(
      'post has TOKEN_PATH=/secret/place\npost has PATH=/two/bin:/one/bin:/usr/bin\n',
    );
  } finally {
    await other.dispose();
  }
});
