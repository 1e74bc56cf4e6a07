import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { describeCgroups, parseHierarchies, passControllersOn } from '../src/system/cgroups.ts';
import { sweepLock, takeLock, tryLock, withLock } from '../src/system/lock.ts';
import { parseMountPoints } from '../src/system/mounts.ts';
import { patient } from '../src/system/patience.ts';
import { askPs, identify, isAlive, parseStat, signalProcess } from '../src/system/processes.ts';
import { run } from '../src/system/run.ts';
import { waitFor } from '../src/system/wait.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fl-system-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a process name with spaces and parentheses does not shift the fields of its status', () => {
  const tail = Array.from({ length: 18 }, (_, index) => `${index}`).join(' ');
  expect(parseStat(`42 (a) (b c)) S 7 ${tail} 99`)).toMatchObject({ state: 'S', parent: 7, started: '17' });
});

describe('a process that is known by number and start time', () => {
  test('is alive while it runs and not once another one has its number', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const id = identify(child.pid ?? 0);
    expect(id && isAlive(id)).toBe(true);
    const stranger = { pid: child.pid ?? 0, started: '1' };
    expect(isAlive(stranger)).toBe(false);
    signalProcess(stranger, 'SIGKILL');
    expect(id && isAlive(id)).toBe(true);
    if (id) signalProcess(id, 'SIGKILL');
    expect(await waitFor(() => (id && isAlive(id) ? undefined : true), { timeoutMs: 5000 })).toBe(true);
  });
});

describe('a lock', () => {
  test('is held by one and given back', () => {
    const path = join(folder, 'lock');
    const lock = tryLock(path);
    expect(tryLock(path)).toMatchObject({ pid: process.pid });
    if ('release' in lock) lock.release();
    expect(tryLock(path)).toHaveProperty('release');
  });

  test.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, started: '5' })],
    ['another process with the same number', JSON.stringify({ pid: process.pid, started: '1' })],
    ['nobody, because the file was cut short', '{"pid":'],
  ])('left by %s is taken over', (_, text) => {
    const path = join(folder, 'lock');
    writeFileSync(path, text);
    expect(tryLock(path)).toHaveProperty('release');
  });
});

test('a lock is waited for, and its holder is told once', async () => {
  const path = join(folder, 'lock');
  const first = tryLock(path);
  const waited: number[] = [];
  const onWait = ({ pid }: { pid: number }) => {
    waited.push(pid);
    if ('release' in first) first.release();
  };
  expect(await withLock(path, { patienceMs: 10_000, onWait }, () => existsSync(path))).toBe(true);
  expect([waited, existsSync(path)]).toEqual([[process.pid], false]);
});

test('a lock that is not given back in time leads to its holder', async () => {
  const path = join(folder, 'lock');
  tryLock(path);
  expect(await takeLock(path, { patienceMs: 1 })).toMatchObject({ pid: process.pid });
});

test('what a process left that was killed while it took a lock is swept away', () => {
  const path = join(folder, 'a.lock');
  for (const name of [`a.lock.${2 ** 22 + 1}.3.1`, `a.lock.${process.pid}.3.1`, `b.lock.${2 ** 22 + 1}.3.1`])
    writeFileSync(join(folder, name), '{}');
  sweepLock(path);
  expect(readdirSync(folder)).toEqual([`a.lock.${process.pid}.3.1`, `b.lock.${2 ** 22 + 1}.3.1`]);
});

test('limits are longer on a machine that is said to be slow, and never shorter', () => {
  expect([patient(100, undefined), patient(100, '4'), patient(100, '1.5')]).toEqual([100, 400, 150]);
  for (const other of ['', '0', '0.5', '-3', 'Infinity', 'much']) expect(patient(100, other)).toBe(100);
});

test('mount points with spaces are read as they are', () => {
  const text = '1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:5 / /mnt/a\\040b rw shared:1 - tmpfs tmpfs rw\n';
  expect(parseMountPoints(text)).toEqual(['/', '/mnt/a b']);
});

test('cgroup hierarchies are found in both versions', () => {
  const text = [
    '1 0 0:1 / /sys/fs/cgroup rw - tmpfs tmpfs rw',
    '2 1 0:2 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
    '3 1 0:3 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
  ].join('\n');
  expect(parseHierarchies(text)).toEqual(['/sys/fs/cgroup/memory', '/sys/fs/cgroup/unified']);
});

describe('what pods can be given', () => {
  const v1 = (controllers: string, mode = 'rw'): string =>
    `2 1 0:2 / /sys/fs/cgroup/${controllers} ${mode},relatime - cgroup cgroup rw,${controllers}`;

  test('is read with version 1 from the hierarchies that are mounted', () => {
    const mountinfo = [v1('cpu,cpuacct'), v1('cpuset', 'ro'), v1('memory')].join('\n');
    expect(describeCgroups(mountinfo)).toEqual({
      version: 1,
      missing: ['pids'],
      readOnly: ['/sys/fs/cgroup/cpuset'],
    });
  });

  test('is read with version 2 from the one folder', () => {
    writeFileSync(join(folder, 'cgroup.controllers'), 'cpuset cpu io memory\n');
    const mountinfo = `2 1 0:2 / ${folder} rw - cgroup2 cgroup2 rw`;
    expect(describeCgroups(mountinfo)).toEqual({ version: 2, missing: ['pids'], readOnly: [] });
  });

  test('is passed on with version 2 as far as a kubelet needs it, and what is passed on stays', () => {
    mkdirSync(join(folder, 'root'));
    const file = (name: string) => join(folder, 'root', name);
    writeFileSync(file('cgroup.controllers'), 'cpu memory misc rdma\n');
    writeFileSync(file('cgroup.subtree_control'), 'cpu\n');
    passControllersOn(join(folder, 'root'));
    expect(readFileSync(file('cgroup.subtree_control'), 'utf8')).toBe('+memory');
  });
});

test('the programs of the system are found by whoever became root without its PATH', async () => {
  vi.stubEnv('PATH', '/nowhere');
  expect((await run(['printf', 'a'])).stdout).toBe('a');
  vi.unstubAllEnvs();
});

describe('running a program', () => {
  test('gives what it printed, line by line too', async () => {
    const lines: string[] = [];
    const result = await run(['printf', 'a\\nb\\n'], { onLine: (line) => lines.push(line) });
    expect([result.stdout, lines]).toEqual(['a\nb\n', ['a', 'b']]);
  });

  test('tells a missing program from a failing one', async () => {
    await expect(run(['no-such-program-here'])).rejects.toMatchObject({ code: 'TOOL_MISSING' });
    await expect(run(['false'])).rejects.toMatchObject({ code: 'TOOL_FAILED', exitCode: 1 });
  });

  test('says what to do when the disk is full', async () => {
    await expect(run(['dd', 'if=/dev/zero', 'of=/dev/full', 'count=1'])).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      hint: expect.stringContaining('the disk is full: free some space'),
    });
  });

  test('ends it when it takes too long', async () => {
    await expect(run(['sleep', '30'], { timeoutMs: 100 })).rejects.toMatchObject({ code: 'TOOL_KILLED' });
  });
});

test('where there is no /proc, ps tells a process from a later one with its number', () => {
  expect(askPs(process.pid)).toMatchObject({
    parent: process.ppid,
    started: expect.stringMatching(/\d{4}$/),
  });
  expect(askPs(2 ** 22 + 1)).toBeUndefined();
});
