import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ToolError } from '@fairlead/core';
import type { Progress } from '../progress.ts';
import { type LockOptions, withLock } from '../system/lock.ts';
import { processesWithVariable } from '../system/processes.ts';
import { waitFor } from '../system/wait.ts';

/** Debian asks this program whether a package may start its service. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
/** In the environment of our installations, and so of everything that they run. They are never to be killed. */
export const INSTALLS: string = 'FAIRLEAD_INSTALLS';
const MARK = '# written by fairlead while it installs packages';
/** Says no to our own installations only: whatever else is installed meanwhile starts as it always does. */
const POLICY = `#!/bin/sh\n${MARK}\n[ -z "$${INSTALLS}" ] || exit 101\n`;

const LOCK = '/run/fairlead/.packages.lock';
/** Packages take a minute; what was killed in the middle of it goes on by itself for as long. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Installs with services kept from starting on the machine, one installation at a time. `work` gets the environment
 * that its programs need. A policy that somebody else has put there is left as it is.
 */
export function withoutServices<T>(
  progress: Progress,
  work: (env: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  return withLock(LOCK, waiting(progress), async () => {
    await removeOldPolicy(progress);
    const own = !existsSync(POLICY_FILE);
    if (own) writeFileSync(POLICY_FILE, POLICY, { mode: 0o755 });
    try {
      // An installation outlives a killed run, and so must its temporary files: none in a folder that is ours.
      const env = { ...process.env, TMPDIR: undefined };
      return await work({ ...env, DEBIAN_FRONTEND: 'noninteractive', [INSTALLS]: '1' });
    } finally {
      if (own) rmSync(POLICY_FILE, { force: true });
    }
  });
}

/** Removes our policy when an installation was killed before it could. */
export async function clearServicePolicy(progress: Progress): Promise<void> {
  if (isOurs()) await withLock(LOCK, waiting(progress), () => removeOldPolicy(progress));
}

async function removeOldPolicy(progress: Progress): Promise<void> {
  if (!isOurs()) return;
  let told = false;
  // The package manager outlives a killed run: without the policy it would start the services.
  const look = (): true | undefined => {
    const [still] = processesWithVariable(INSTALLS);
    if (still !== undefined && !told)
      progress.line(`waiting for process ${still.pid}, which installs packages`);
    told = true;
    return still === undefined ? true : undefined;
  };
  const ended = await waitFor(look, { timeoutMs: PATIENCE_MS, everyMs: 300 });
  if (ended !== undefined) {
    rmSync(POLICY_FILE, { force: true });
    return;
  }
  const pids = processesWithVariable(INSTALLS).map(({ pid }) => pid);
  throw new ToolError({
    code: 'CLEANUP_FAILED',
    message: `an installation that was cut off does not end: process ${pids.join(', ')}`,
    hint: `look at it, end it, then run the same command again; ${POLICY_FILE} is removed then`,
    argv: ['apt-get'],
  });
}

function isOurs(): boolean {
  return existsSync(POLICY_FILE) && readFileSync(POLICY_FILE, 'utf8').includes(MARK);
}

function waiting(progress: Progress): LockOptions {
  const onWait = ({ pid }: { readonly pid: number }): void =>
    progress.line(`waiting for process ${pid}, which installs packages`);
  return { patienceMs: PATIENCE_MS, onWait };
}
