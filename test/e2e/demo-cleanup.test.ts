import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { clusterPaths, waitFor } from '@fairlead/devcluster';
import { describe, expect, it } from 'vitest';
import { findTraces } from './support/cluster-traces.ts';

const NAME = 'fl-e2e-demo';
const LAUNCHER = resolve(import.meta.dirname, '../../scripts/fairlead.mjs');
const FOLDER = join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local/state'), 'fairlead-demo', NAME);

interface RunningDemo {
  readonly child: ChildProcess;
  readonly text: () => string;
}

function startDemo(...words: string[]): RunningDemo {
  const child = spawn(process.execPath, [LAUNCHER, 'demo', '--name', NAME, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout?.on('data', (chunk) => (text += chunk));
  child.stderr?.on('data', (chunk) => (text += chunk));
  return { child, text: () => text };
}

/** Waits until the demo has said something; an end before that is a failure. */
async function waitForText({ child, text }: RunningDemo, line: string): Promise<void> {
  await waitFor(() => (text().includes(line) || child.exitCode !== null ? true : undefined), {
    timeoutMs: 400_000,
    everyMs: 50,
  });
  expect(text()).toContain(line);
}

/** Waits for the process itself: what it started may outlive it and hold its output open. */
function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => child.once('exit', done));
}

/** Processes that the demo has started, wherever they run. */
function demoProcesses(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && readEnvironment(pid).includes(`FAIRLEAD_DEMO=${NAME}`));
}

function readEnvironment(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** The demo itself is the launcher's only child; a tree that is killed at once has no time for good order. */
function killTree(pid: number): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .map(Number)
    .filter(Boolean);
  process.kill(pid, 'SIGKILL');
  for (const child of children) process.kill(child, 'SIGKILL');
}

describe('a demo that is killed without warning', () => {
  it.each([
    { moment: 'while the cluster starts', line: 'containerd: started' },
    { moment: 'while the first commit is built', line: 'commit 1' },
    { moment: 'while the service runs and is under load', line: 'load: ' },
  ])('leaves nothing after --down: $moment', async ({ line }) => {
    const { child, text } = startDemo();
    await waitForText({ child, text }, line);
    killTree(child.pid ?? 0);
    await ended(child);

    const down = startDemo('--down');
    expect(await ended(down.child), down.text()).toBe(0);
    expect(demoProcesses()).toEqual([]);
    expect(findTraces(clusterPaths(NAME), [])).toEqual([]);
    expect(existsSync(FOLDER)).toBe(false);
  });
});

describe('a demo that is asked to end', () => {
  it('keeps its name to itself, removes its cluster by itself, and has nothing left for --down', async () => {
    const { child, text } = startDemo();
    await waitForText({ child, text }, 'load: ');

    const second = startDemo();
    expect(await ended(second.child)).toBe(1);
    expect(second.text()).toMatch(
      /^demo: a demo with the name fl-e2e-demo is running \(process \d+\): wait for it, end it with .*--down/m,
    );

    await waitForText({ child, text }, 'commit 2 ');
    child.kill('SIGINT');
    expect(await ended(child), text()).toBe(130);
    expect(text()).toContain('stopping: the cluster is removed');
    expect(text()).not.toContain('commit 3');
    expect(demoProcesses()).toEqual([]);
    expect(findTraces(clusterPaths(NAME), [])).toEqual([]);

    expect(await ended(startDemo('--down').child)).toBe(0);
    expect(existsSync(FOLDER)).toBe(false);
    const again = startDemo('--down');
    expect(await ended(again.child)).toBe(0);
    expect(again.text()).toContain('there was nothing to remove');
  });
});
