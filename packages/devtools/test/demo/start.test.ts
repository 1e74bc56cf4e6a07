import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimName, claimOrRefuse } from '../../src/demo/claim.ts';
import { readOptions } from '../../src/demo/options.ts';
import { requireMachine, requireSpace } from '../../src/demo/prerequisites.ts';

describe('options', () => {
  const env = { HOME: '/home/ann' };

  it('have a name, and a folder of that name', () => {
    expect(readOptions(['--gateway', '--keep', '--name', 'mine'], env)).toEqual({
      command: 'run',
      name: 'mine',
      gateway: true,
      keep: true,
      commits: 4,
      folder: '/home/ann/.local/state/fairlead-demo/mine',
    });
    expect(readOptions(['--down'], { ...env, XDG_STATE_HOME: '/state' })).toMatchObject({
      command: 'down',
      folder: '/state/fairlead-demo/demo',
    });
  });

  it.each(['../..', 'a/b', '', 'A', '-x'])('refuse a name that would lead to another folder: %j', (name) => {
    expect(() => readOptions(['--name', name], env)).toThrow(/name .*cannot name a cluster/);
  });

  it('send as many of the commits as are asked for', () => {
    expect(readOptions(['--commits', '1'], env)).toMatchObject({ commits: 1 });
    expect(() => readOptions(['--commits', '5'], env)).toThrow('--commits 5: must be a number from 1 to 4');
    expect(() => readOptions(['--commits', 'all'], env)).toThrow('must be a number from 1 to 4');
  });

  it('refuse what they do not know', () => {
    expect(() => readOptions(['--gatewya'], env)).toThrow('did you mean --gateway?');
    expect(() => readOptions(['down'], env)).toThrow('"down" is one word too many');
  });
});

describe('prerequisites: one sentence with the remedy', () => {
  it.each([
    ['darwin', 0, /needs Linux: run it on a Linux machine/],
    ['linux', 1000, /needs root .*: run it as root, for example with sudo/],
  ])('%s as user %i', (platform, uid, sentence) => {
    expect(() => requireMachine(platform, uid)).toThrow(sentence);
  });

  it('says how much space is missing, also for a folder that is not there yet', async () => {
    const folder = join(tmpdir(), 'no-such-folder', 'deeper');
    await expect(requireSpace(folder, 1)).resolves.toBeUndefined();
    await expect(requireSpace(folder, 2 ** 60)).rejects.toThrow(
      /GiB free and the demo needs .*: free some space/,
    );
  });
});

describe('the claim of a name', () => {
  it('is refused with the process that has it, and free again after release', async () => {
    const name = `test-${process.pid}`;
    const claim = await claimName(name);
    expect(await claimName(name)).toBe(process.pid);
    await expect(claimOrRefuse(name)).rejects.toThrow(
      `a demo with the name ${name} is running (process ${process.pid}): wait for it, end it with`,
    );
    expect(await claimName(`${name}-other`)).toMatchObject({ release: expect.any(Function) });
    if (typeof claim !== 'number') claim.release();
    expect(await claimName(name)).toMatchObject({ release: expect.any(Function) });
  });
});
