import type { Exec } from '../ports/exec.ts';
import { CACHE_CLIENT, type CacheJob, type ClientLine, parseClientLine } from './cache-job.ts';
import { readToolkitLine } from './toolkit-line.ts';

/** What the client's process is started with. */
export interface ClientStart {
  readonly exec: Exec;
  /** Program and arguments of an entry that calls `runCacheClient` first. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Where relative paths are; the process works there. */
  readonly folder: string | undefined;
  /** A temporary folder for archives on their way. */
  readonly temp: string;
  readonly signal: AbortSignal;
  /** Receives each line of a job. */
  readonly onLine: (line: ClientLine) => void;
  /** Receives what belongs to no job. */
  readonly tell: (line: string) => void;
}

/** A running process with the client of the service. */
export interface CacheClient {
  send(job: CacheJob): void;
  /** Ends it at once, archiver included. */
  kill(): void;
  /** Lets it end. */
  finish(): void;
  /** Settles when it has ended, with what it threw. */
  readonly ended: Promise<unknown>;
}

/** Starts the process; it waits for jobs. */
export function startCacheClient(start: ClientStart): CacheClient {
  const { exec, command, env, folder, temp, signal, onLine, tell } = start;
  const [program, ...args] = command;
  const given = new AbortController();
  const orders = createOrders();
  const running = exec.run(program, args, {
    cwd: folder,
    input: orders.lines,
    env: {
      ...env,
      RUNNER_TEMP: temp,
      // the client finds relative paths from its folder, and keeps them relative to this one
      ...(folder === undefined ? {} : { GITHUB_WORKSPACE: folder }),
      [CACHE_CLIENT]: 'true',
    },
    signal: AbortSignal.any([signal, given.signal]),
    killAfterMs: 1000,
    discardStdout: true,
    onLine(text) {
      const line = parseClientLine(text);
      if (line !== undefined) return onLine(line);
      const said = readToolkitLine(text);
      if (said?.kind === 'news') tell(said.text);
    },
  });
  return {
    send: (job) => orders.push(`${JSON.stringify(job)}\n`),
    kill: () => given.abort(),
    finish: () => orders.end(),
    ended: running.then(
      () => undefined,
      (error: unknown) => error,
    ),
  };
}

/** Lines that can be added while they are read. */
function createOrders() {
  const waiting: string[] = [];
  let over = false;
  let wake = (): void => {};
  async function* read(): AsyncGenerator<string> {
    while (true) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (over) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    lines: read(),
    push(line: string): void {
      waiting.push(line);
      wake();
    },
    end(): void {
      over = true;
      wake();
    },
  };
}
