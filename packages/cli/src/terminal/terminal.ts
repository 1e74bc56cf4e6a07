import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where a command reads and speaks. */
export interface Terminal {
  /** One line, or several, of what was asked for. */
  readonly out: (text: string) => void;
  /** As it is, without a line end: for what is drawn again in place. */
  readonly write: (text: string) => void;
  /** One line, or several, about what went wrong. */
  readonly err: (text: string) => void;
  /** Folder that the command was started in. */
  readonly cwd: string;
  /** Folder of the program itself; the actions that belong to it are beside it. */
  readonly program: string;
  /** The command line that starts the program, without what it is told. */
  readonly self: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Columns of the terminal; undefined when nobody watches. */
  readonly columns: number | undefined;
  /** Calls back with what the user, or the system, asks the program to end with; gives what ends the listening. */
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => () => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The real one. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    write: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(`${text}\n`),
    cwd: process.cwd(),
    program: dirname(realpathSync(process.argv[1] ?? process.execPath)),
    self: [process.execPath, ...process.execArgv, realpathSync(process.argv[1] ?? process.execPath)],
    env: process.env,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    onSignal: (listener) => {
      for (const signal of SIGNALS) process.on(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
  };
}
