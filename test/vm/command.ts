import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const LAUNCHER = resolve(import.meta.dirname, '../../scripts/fairlead.mjs');

/** What a command of the checkout left. */
export interface CommandEnd {
  readonly code: number | null;
  /** What ended it, when it did not end by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly string[];
}

/** Runs a command as its npm script does, and shows its lines. Ends it when one of them fits. */
export function fairlead(
  words: readonly string[],
  say: (line: string) => void,
  killAt?: RegExp,
): Promise<CommandEnd> {
  const child = spawn(process.execPath, [LAUNCHER, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  let rest = '';
  const hear = (chunk: string): void => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      say(line);
      // The launcher and what it started, at once: nothing has time for good order.
      if (killAt?.test(line) === true && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
  return new Promise((done, fail) => {
    child.once('error', fail);
    // Daemons may hold the output open: the end of the command counts.
    child.once('exit', (code, signal) => setTimeout(() => done({ code, signal, lines }), 500));
  });
}

/** Runs a command that must end well. */
export async function fairleadWell(
  words: readonly string[],
  say: (line: string) => void,
): Promise<readonly string[]> {
  const { code, signal, lines } = await fairlead(words, say);
  if (code === 0) return lines;
  throw new Error(
    [`fairlead ${words.join(' ')} ended with ${code ?? signal}`, ...lines.slice(-25)].join('\n'),
  );
}
