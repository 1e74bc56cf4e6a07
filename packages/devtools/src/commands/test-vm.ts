import { formatDuration } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { Problem } from '../problem.ts';
import { signalAll } from '../system/run.ts';
import { vmMachines } from '../vm/machines.ts';
import { suites } from '../vm/suites.ts';
import { testMachines } from '../vm/test-machines.ts';

/** One machine, everything in it, without KVM on two busy cores. */
const LIMIT_MINUTES = 90;
/** As a shell counts a program that a signal has ended. */
const EXIT_CANCELLED = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** `test-vm [MACHINE…] [--suite NAME] [--limit MINUTES]`: cluster and demo in machines made of Debian's packages. */
export async function testVmCommand(args: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(args, {
    options: ['suite', 'limit'],
    words: vmMachines.map(({ name }) => name),
  });
  const chosen = suites.filter(({ name }) => name === (options['suite'] ?? 'bookworm'));
  if (chosen.length === 0) {
    throw new Problem(
      `--suite ${options['suite']}: must be one of ${suites.map(({ name }) => name).join(', ')}`,
    );
  }
  const machines = vmMachines.filter(({ name }) => words.length === 0 || words.includes(name));
  const limitMs = readMinutes(options['limit'] ?? String(LIMIT_MINUTES)) * 60_000;
  const stop = new AbortController();
  let by: keyof typeof EXIT_CANCELLED | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      by = signal;
      console.log(`stopping by ${signal}: the machine is ended, and what was written for it is removed`);
      stop.abort();
      signalAll(signal); // builds of bundles
    });
  }
  const say = (line: string): void => console.log(line);
  const started = performance.now();
  try {
    const { passed, failed } = await testMachines({
      suites: chosen,
      machines,
      limitMs,
      say,
      signal: stop.signal,
    });
    if (by !== undefined) return EXIT_CANCELLED[by];
    say('');
    say(`${passed} passed, ${failed} failed in ${formatDuration(performance.now() - started)}`);
    return failed === 0 && passed > 0 ? 0 : 1;
  } catch (error) {
    if (by === undefined) throw error;
    return EXIT_CANCELLED[by]; // whatever it was that ended, it was asked to
  }
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (Number.isInteger(minutes) && minutes > 0) return minutes;
  throw new Problem(`--limit ${text}: must be a number of minutes`);
}
