/** Where a command reads and speaks. */
export interface Terminal {
  /** One line, or several, of what was asked for. */
  readonly out: (text: string) => void;
  /** One line, or several, about what went wrong. */
  readonly err: (text: string) => void;
  /** Folder that the command was started in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Columns of the terminal; undefined when nobody watches. */
  readonly columns: number | undefined;
}

/** The real one. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    cwd: process.cwd(),
    env: process.env,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  };
}
