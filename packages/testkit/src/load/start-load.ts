import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sourceArgv } from '../runner/source-argv.ts';
import { type LoadBounds, type LoadRecord, readRecords } from './load-record.ts';

/** What a load is aimed at. */
export interface LoadOptions extends LoadBounds {
  /** Address on the loopback interface (of the namespace that `wrap` enters). */
  readonly url: string;
  /** Value of the Host header, where a gateway routes by it. */
  readonly host?: string;
  /** File for the records. */
  readonly out: string;
  readonly wrap?: (argv: readonly string[]) => readonly string[];
}

/** A running load. */
export interface Load {
  /** Everything recorded so far. */
  records(): Promise<readonly LoadRecord[]>;
  /** Waits until the generator has ended, well or not. */
  ended(): Promise<void>;
  /**
   * Stops sending, waits for open requests, and gives back everything.
   * @throws Error when the generator failed: what it recorded then says nothing about the time after.
   */
  stop(): Promise<readonly LoadRecord[]>;
}

/** Starts the load generator as a process of its own, so that it can run inside a network namespace. */
export async function startLoad(options: LoadOptions): Promise<Load> {
  await writeFile(options.out, '');
  const generator = fileURLToPath(new URL('./generator.ts', import.meta.url));
  const flags = [
    '--url',
    options.url,
    '--rate',
    `${options.rate}`,
    '--seconds',
    `${options.seconds}`,
    '--out',
    options.out,
  ];
  const host = options.host === undefined ? [] : ['--host', options.host];
  const argv = sourceArgv(generator, ...flags, ...host);
  const [command = '', ...args] = (options.wrap ?? ((list) => list))(argv);
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString('utf8')));
  let asked = false;
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0 || (asked && signal === 'SIGTERM'))
        resolve(); // SIGTERM: it had not begun yet
      else reject(new Error(`the load ended by itself (${signal ?? `exit code ${code}`}): ${words.trim()}`));
    });
  });
  ended.catch(() => {}); // reported by stop()
  const records = async (): Promise<readonly LoadRecord[]> =>
    readRecords(await readFile(options.out, 'utf8'));
  return {
    records,
    ended: () => ended.catch(() => {}),
    async stop() {
      asked = true;
      child.kill('SIGTERM');
      await ended;
      return records();
    },
  };
}
