import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@fairlead/core';
import { clusterPaths } from '@fairlead/devcluster';
import { clusterCommand } from './cluster-command.ts';
import { findTraces, machineChanges, processesNaming, readMachine } from './cluster-traces.ts';

/** When one round kills what. */
export interface KillPlan {
  /** Milliseconds from the start of `up` until it is killed. */
  readonly up: number;
  /** Milliseconds from the start of a `down` that is killed too, before the one that has to succeed. */
  readonly down: number | undefined;
  /** With an empty cache, so that programs are being built when it is killed. */
  readonly cold: boolean;
}

/** A warm `up` takes about as long. */
const UP_MS = 8000;
const DOWN_MS = 2500;

/** Moments at random, one in each of as many equal parts of a start, so that none of it is left out. */
export function planKills(count: number, seed: number): KillPlan[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    up: Math.round(((index + random()) / count) * UP_MS),
    down: random() < 0.5 ? Math.round(random() * DOWN_MS) : undefined,
    cold: random() < 0.25,
  }));
}

/** Does what one plan says, then runs `down` to its end. Gives everything that is left; empty when all is well. */
export async function killAndRemove(name: string, plan: KillPlan): Promise<string[]> {
  const command = clusterCommand(name);
  const before = await readMachine();
  const cache = await mkdtemp(join(tmpdir(), 'fairlead-kill-'));
  const words = plan.cold ? ['--cache-dir', cache] : [];
  try {
    await killAfter(command.start('up', ...words), plan.up);
    const pids = await command.recordedPids();
    if (plan.down !== undefined) await killAfter(command.start('down', ...words), plan.down);
    const { code, err } = await command.run('down', ...words);
    return [
      ...(code === 0 ? [] : [`down ended with ${code}: ${err}`]),
      ...findTraces(clusterPaths(name), pids),
      ...(await machineChanges(before)),
      ...processesNaming(cache),
      ...halfDone(cache),
    ];
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

async function killAfter(child: ChildProcess, ms: number): Promise<void> {
  child.stdout?.resume();
  child.stderr?.resume();
  const ended = new Promise((done) => child.once('exit', done));
  await Promise.race([ended, sleep(ms)]);
  child.kill('SIGKILL');
  await ended;
}

/** What is in a cache beside whole programs. */
function halfDone(cache: string): string[] {
  const names = readdirSync(cache, { recursive: true }).map(String);
  return names.filter((name) => /\.half-|\.lock/.test(name)).map((name) => `in the cache: ${name}`);
}
