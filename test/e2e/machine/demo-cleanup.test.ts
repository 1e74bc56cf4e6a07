import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { clusterPaths, waitFor } from '@fairlead/devcluster';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { findTraces } from '../support/cluster-traces.ts';

const NAME = 'fl-e2e-demo';
const LAUNCHER = resolve(import.meta.dirname, '../../../scripts/fairlead.mjs');
const FOLDER = join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local/state'), 'fairlead-demo', NAME);
/** The temporary folder that a demo is started with. */
const TEMPORARY = mkdtempSync(join(tmpdir(), 'fl-demo-tmp-'));
let temporaryBefore: readonly string[];

beforeEach(() => {
  temporaryBefore = temporaryFiles();
});
afterAll(() => rmSync(TEMPORARY, { recursive: true, force: true }));

interface RunningDemo {
  readonly child: ChildProcess;
  readonly text: () => string;
}

function startDemo(...words: string[]): RunningDemo {
  const child = spawn(process.execPath, [LAUNCHER, 'demo', '--name', NAME, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: TEMPORARY },
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

/** Waits until a step has a Go that would leave temporary files. */
async function waitForGo(): Promise<void> {
  const builds = (): readonly string[] =>
    readdirSync(join(FOLDER, 'tmp')).filter((name) => /^go-build/.test(name));
  const found = await waitFor(() => builds().length > 0 || undefined, { timeoutMs: 60_000, everyMs: 10 });
  expect(found).toBe(true);
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

/** All in the demo's own temporary folder; in the machine's what programs would leave that are not told of it. */
function temporaryFiles(): readonly string[] {
  const ofPrograms = readdirSync('/tmp').filter((name) => /^(act|go-build)/.test(name));
  return [...readdirSync(TEMPORARY), ...ofPrograms];
}

/** New temporary files that stay; others on this machine may build, too, and remove what they made. */
async function temporaryFilesLeft(): Promise<readonly string[]> {
  const left = (): readonly string[] => temporaryFiles().filter((name) => !temporaryBefore.includes(name));
  await waitFor(() => (left().length === 0 ? true : undefined), { timeoutMs: 30_000 });
  return left();
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
    { moment: 'while the cluster starts', line: 'containerd: started', inStep: false },
    { moment: 'while the first commit is built', line: 'commit 1', inStep: true },
    { moment: 'while the service runs and is under load', line: 'load: ', inStep: false },
  ])('leaves nothing after --down: $moment', async ({ line, inStep }) => {
    const { child, text } = startDemo();
    await waitForText({ child, text }, line);
    if (inStep) await waitForGo();
    killTree(child.pid ?? 0);
    await ended(child);

    const down = startDemo('--down');
    expect(await ended(down.child), down.text()).toBe(0);
    expect(demoProcesses()).toEqual([]);
    expect(findTraces(clusterPaths(NAME), [])).toEqual([]);
    expect(existsSync(FOLDER)).toBe(false);
    expect(await temporaryFilesLeft()).toEqual([]);
  });
});

describe('a demo that is asked to end', () => {
  it('keeps its name to itself, removes its cluster by itself, and has nothing left for --down', async () => {
    const { child, text } = startDemo();
    await waitForText({ child, text }, 'commit 1 ');

    const second = startDemo();
    expect(await ended(second.child)).toBe(1);
    expect(second.text()).toMatch(
      /^demo: a demo with the name fl-e2e-demo is running \(process \d+\): wait for it, end it with .*--down/m,
    );

    await waitForGo();
    child.kill('SIGINT');
    expect(await ended(child), text()).toBe(130);
    expect(text()).toContain('stopping: the cluster is removed');
    expect(text()).not.toContain('commit 2');
    expect(demoProcesses()).toEqual([]);
    expect(findTraces(clusterPaths(NAME), [])).toEqual([]);

    expect(await ended(startDemo('--down').child)).toBe(0);
    expect(existsSync(FOLDER)).toBe(false);
    const again = startDemo('--down');
    expect(await ended(again.child)).toBe(0);
    expect(again.text()).toContain('there was nothing to remove');
    expect(await temporaryFilesLeft()).toEqual([]);
  });
});
