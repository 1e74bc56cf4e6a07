import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lineSplitter } from '@fairlead/core';
import type { Image } from './image.ts';

/** How the machine's processor is made: by the kernel's own means, or translated, which is ten times slower. */
export type Acceleration = 'kvm' | 'tcg';

/** One start of the machine. */
export interface BootOptions {
  readonly image: Image;
  /** The disk that the test brings. */
  readonly payload: string;
  readonly acceleration: Acceleration;
  /** Words for the kernel's command line, which the test reads. */
  readonly words: readonly string[];
  /** What the machine shows on its console goes into this file. */
  readonly console: string;
  /** Receives each line that the test tells. */
  readonly onLine: (line: string) => void;
  /** How long the machine may run, and how long it may say nothing. */
  readonly limitMs: number;
  readonly silenceMs: number;
  readonly signal: AbortSignal;
  /** What runs the machine; default qemu. */
  readonly program?: string;
}

/** How a start of the machine ended; `off` when it went off by itself. */
export type BootEnd = 'off' | 'cancelled' | 'took too long' | 'fell silent' | `qemu failed: ${string}`;

const KERNEL_WORDS = ['root=/dev/vda', 'rw', 'console=ttyS0', 'panic=-1', 'quiet'];
/**
 * A translated processor has one time stamp counter for all cores, which Linux takes for several that differ, and then
 * asks a device for each look at the clock: the slowest thing there is. And nobody attacks the machine.
 */
const QUICK_WORDS = [
  ...['tsc=reliable', 'clocksource=tsc', 'mitigations=off'],
  'systemd.default_timeout_start_sec=900',
];

/** What the machine is made of. */
type MachineParts = Pick<BootOptions, 'image' | 'payload' | 'acceleration' | 'words' | 'console'>;

/** Everything that qemu can translate but five levels of page tables, which cost time. */
const TRANSLATED = 'max,la57=off';
/**
 * How many processors the machine has. Two translated ones lose code that node's compiler has just written: it ended by
 * SIGSEGV, or by a check of V8 that its code pages are what it has noted.
 */
const PROCESSORS: Readonly<Record<Acceleration, string>> = { kvm: '2', tcg: '1' };

/** The command line of qemu. Both disks stay as they are: what the machine writes is gone with it. */
export function qemuArguments(options: MachineParts): string[] {
  const { image, payload, acceleration, words } = options;
  const disk = (file: string): string[] => [
    '-drive',
    `file=${file.replaceAll(',', ',,')},format=raw,if=virtio,cache=unsafe,snapshot=on`,
  ];
  return [
    ...(acceleration === 'kvm'
      ? ['-accel', 'kvm', '-cpu', 'host']
      : ['-accel', 'tcg,thread=multi', '-cpu', TRANSLATED]),
    ...['-smp', PROCESSORS[acceleration], '-m', '6144'],
    ...['-kernel', image.kernel, '-initrd', image.initrd],
    ...['-append', [...KERNEL_WORDS, ...(acceleration === 'tcg' ? QUICK_WORDS : []), ...words].join(' ')],
    ...disk(image.disk),
    ...disk(payload),
    ...['-display', 'none', '-monitor', 'none', '-nic', 'none', '-no-reboot'],
    ...['-serial', `file:${options.console}`, '-serial', 'stdio'],
  ];
}

/** How often is looked whether a machine has to be ended. */
const LOOK_MS = 100;

/** Starts the machine and waits until it is off, or ends it. Nothing of it outlives this process. */
export async function bootMachine(options: BootOptions): Promise<BootEnd> {
  let heard = performance.now();
  const child = startQemu(qemuArguments(options), options.console, options.program);
  const lines = lineSplitter((line) => {
    heard = performance.now();
    options.onLine(line.replaceAll('\r', ''));
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const ended = whenEnded(child);
  const begun = performance.now();
  let reason: BootEnd | undefined;
  for (;;) {
    const code = await Promise.race([ended, sleep(LOOK_MS)]);
    if (code !== undefined) {
      if (reason !== undefined) return reason;
      return code === 0 ? 'off' : `qemu failed: ${words.trim() || `exit code ${code}`}`;
    }
    reason ??= reasonToEnd(options, begun, heard);
    if (reason !== undefined) child.kill('SIGKILL');
  }
}

function reasonToEnd(
  { signal, limitMs, silenceMs }: BootOptions,
  begun: number,
  heard: number,
): BootEnd | undefined {
  const now = performance.now();
  if (signal.aborted) return 'cancelled';
  if (now - begun > limitMs) return 'took too long';
  return now - heard > silenceMs ? 'fell silent' : undefined;
}

/** Ends with this process, also when that is killed. */
function startQemu(args: readonly string[], console: string, program = 'qemu-system-x86_64'): ChildProcess {
  const argv = ['--pdeathsig', 'KILL', '--', program, ...args];
  // What the machine writes goes into a file that is there for nobody else and ends with qemu.
  return spawn('setpriv', argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: join(console, '..') },
  });
}

function whenEnded(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 128));
  });
}

/** How long a machine with nothing in it may take until its kernel gives up. */
const TRIAL_MS = 20_000;

/** Whether KVM works here: on some hosts the device is there, and a machine hangs. Tried with a start that ends at once. */
export async function chooseAcceleration(image: Image, signal: AbortSignal): Promise<Acceleration> {
  if (!existsSync('/dev/kvm')) return 'tcg';
  const append = 'rdinit=/no-such-program panic=-1 quiet';
  const args = [
    '-accel',
    'kvm',
    '-cpu',
    'host',
    '-m',
    '512',
    '-kernel',
    image.kernel,
    '-initrd',
    image.initrd,
  ];
  const child = startQemu(
    [...args, '-append', append, '-display', 'none', '-nic', 'none', '-no-reboot'],
    image.kernel,
  );
  const late = new AbortController();
  const code = await Promise.race([
    whenEnded(child),
    sleep(TRIAL_MS, 'late' as const, { signal: AbortSignal.any([signal, late.signal]) }).catch(
      () => 'late' as const,
    ),
  ]);
  late.abort();
  child.kill('SIGKILL');
  return code === 0 ? 'kvm' : 'tcg';
}
