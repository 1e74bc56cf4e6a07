import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration } from '@fairlead/core';
import { cacheRoot, createProgress, halfFolder } from '@fairlead/devcluster';
import { bootMachine, chooseAcceleration } from './boot.ts';
import { ensureImage, type Image } from './image.ts';
import type { VmMachine } from './machines.ts';
import { makePayload } from './payload.ts';
import { requireVmPrograms } from './programs.ts';
import type { Suite } from './suites.ts';
import { createTally } from './tally.ts';
import { readTold } from './told.ts';

/** What is to be tried, and where it is told. */
export interface VmTest {
  readonly suites: readonly Suite[];
  readonly machines: readonly VmMachine[];
  readonly limitMs: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Steps of all machines. */
export interface VmResult {
  readonly passed: number;
  readonly failed: number;
}

/** Without KVM a single step may take long on a busy machine. */
const SILENCE_MS = 20 * 60_000;

/** Makes the machines, starts one after the other, and counts the steps that passed in them. */
export async function testMachines(test: VmTest): Promise<VmResult> {
  const { say, signal } = test;
  const progress = createProgress({ write: say });
  await requireVmPrograms(progress);
  const total = { passed: 0, failed: 0 };
  // Beside the cache: large files, and a later run removes what a killed one has left there.
  const folder = halfFolder(join(cacheRoot(), 'vm-run'));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    const payload = await makePayload(folder, progress, signal);
    for (const suite of test.suites) {
      for (const machine of test.machines) {
        const image = await ensureImage(suite, machine, progress, signal);
        if (signal.aborted) return total;
        const { passed, failed } = await testMachine(test, { suite, image, machine, payload, folder });
        total.passed += passed;
        total.failed += failed;
      }
    }
    return total;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface OneMachine {
  readonly suite: Suite;
  readonly image: Image;
  readonly machine: VmMachine;
  readonly payload: string;
  readonly folder: string;
}

async function testMachine(test: VmTest, one: OneMachine): Promise<VmResult> {
  const { say, signal, limitMs } = test;
  const { suite, image, machine, payload, folder } = one;
  const started = performance.now();
  const acceleration = await chooseAcceleration(image, signal);
  const elapsed = (): string => formatDuration(performance.now() - started);
  const title = `${suite.title} ${machine.title}`;
  say('');
  say(
    `== ${title} (${acceleration === 'kvm' ? 'KVM' : 'without KVM: about ten times slower than this machine'})`,
  );
  const tally = createTally((line) => say(`${elapsed().padStart(12)} ${line}`));
  const console = join(folder, `console-${suite.name}-${machine.name}.log`);
  const other: string[] = [];
  const end = await bootMachine({
    image,
    payload,
    acceleration,
    words: [`fairlead.machine=${machine.name}`],
    console,
    limitMs,
    silenceMs: SILENCE_MS,
    signal,
    onLine: (line) => {
      const told = readTold(line);
      if (told === undefined) other.push(line);
      else tally.hear(told);
    },
  });
  // What was not reached because somebody has stopped it is no failure.
  if (end !== 'cancelled') tally.close(end);
  if (tally.failed() > 0 && end !== 'cancelled') {
    for (const line of await lastWords(console, other)) say(`      | ${line}`);
  }
  say(`  ${title}: ${tally.passed()} passed, ${tally.failed()} failed in ${elapsed()}`);
  return { passed: tally.passed(), failed: tally.failed() };
}

/** What the machine has said beside its test: the last lines of its console, and what the test printed. */
async function lastWords(console: string, other: readonly string[]): Promise<readonly string[]> {
  const lines = (await readFile(console, 'utf8').catch(() => ''))
    .replaceAll('\r', '')
    .split('\n')
    .filter(Boolean);
  return [...lines.slice(-15), ...other.filter((line) => line.trim() !== '').slice(-15)];
}
