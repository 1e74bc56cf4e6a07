import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endMarked } from '../../src/demo/leftovers.ts';

describe('what a killed demo has left running', () => {
  const name = `test-${process.pid}`;
  const start = async (env: NodeJS.ProcessEnv): Promise<ChildProcess> => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore', env: { PATH: process.env['PATH'], ...env } });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    return child;
  };

  it('is ended, but for a package installation and what belongs to others', async () => {
    const left = await start({ FAIRLEAD_DEMO: name });
    const installation = await start({ FAIRLEAD_DEMO: name, FAIRLEAD_INSTALLS: '1' });
    const other = await start({ FAIRLEAD_DEMO: `${name}-other` });
    const ended = once(left, 'exit');
    expect(await endMarked(name)).toBe(1);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect([installation, other].map(({ signalCode }) => signalCode)).toEqual([null, null]);
  });
});
