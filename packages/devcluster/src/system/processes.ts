import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process, told apart from a later one with the same number by its start time. */
export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly started: string;
}

/** What is known of a process. */
export interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly started: string;
}

/** Parses /proc/PID/stat; the command in parentheses may itself hold spaces and parentheses. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: Number(fields[1]), started: fields[19] ?? '' };
}

function readStat(pid: number): Stat | undefined {
  if (process.platform !== 'linux') return askPs(pid);
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What `ps` says, where there is no /proc: on macOS. The start is told in words then, to the second. */
export function askPs(pid: number): Stat | undefined {
  try {
    const printed = execFileSync('ps', ['-o', 'ppid=,state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [, parent = '', state = '', started = ''] = /^\s*(\d+)\s+(\S)\S*\s+(.+?)\s*$/.exec(printed) ?? [];
    return started === '' ? undefined : { state, parent: Number(parent), started };
  } catch {
    return undefined;
  }
}

/** The identity of a running process; undefined when it is gone or only a zombie. */
export function identify(pid: number): ProcessId | undefined {
  const stat = readStat(pid);
  return stat === undefined || stat.state === 'Z' || stat.state === 'X'
    ? undefined
    : { pid, started: stat.started };
}

/** Whether this very process still runs. */
export function isAlive(process: ProcessId): boolean {
  return identify(process.pid)?.started === process.started;
}

/** Signals a process unless it is gone or its number belongs to another one now. */
export function signalProcess(target: ProcessId, signal: NodeJS.Signals): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Names this start of the machine; empty where the kernel does not tell. */
export function bootId(): string {
  const file = '/proc/sys/kernel/random/boot_id';
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

/** Numbers of all processes. */
export function listProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Living processes whose network namespace is the one with this inode (`net:[INODE]`). */
export function processesInNamespace(inode: bigint): ProcessId[] {
  const wanted = `net:[${inode}]`;
  return listProcesses().flatMap((pid) => {
    if (pid === process.pid) return [];
    try {
      if (readlinkSync(`/proc/${pid}/ns/net`) !== wanted) return [];
    } catch {
      return [];
    }
    return identify(pid) ?? [];
  });
}

/** The command line of a process; empty when it is gone. */
export function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/** Living processes that were started with this variable in their environment, this one left out. */
export function processesWithVariable(name: string): ProcessId[] {
  return listProcesses().flatMap((pid) => {
    if (pid === process.pid || !environment(pid).some((entry) => entry.startsWith(`${name}=`))) return [];
    return identify(pid) ?? [];
  });
}

function environment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
