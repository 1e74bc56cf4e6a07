import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sourceArgv } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { expectGone, isAlive } from './processes.ts';

const ENTRY = fileURLToPath(new URL('./steps/runs-long.ts', import.meta.url));

/** Starts a process that runs a script, kills it at once when the script has told two numbers; gives these. */
async function killWhileRunning(script: string): Promise<readonly number[]> {
  const [node, ...words] = sourceArgv(ENTRY, script);
  const parent = spawn(node, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => parent.once('exit', done));
  for await (const line of createInterface({ input: parent.stdout })) {
    const pids = line.split(' ').map(Number);
    if (pids.length < 2) continue;
    expect(pids.filter(isAlive)).toHaveLength(2);
    parent.kill('SIGKILL');
    await ended;
    return pids;
  }
  throw new Error('it ended by itself');
}

test('children and their children end when we are killed outright', async () => {
  const pids = await killWhileRunning('sleep 600 & echo $$ $!; wait');
  await expectGone(pids);
});

test('also those that do not listen to a polite signal', async () => {
  const pids = await killWhileRunning(`trap '' INT TERM; sleep 600 & echo $$ $!; wait; wait; sleep 600`);
  await expectGone(pids);
});
