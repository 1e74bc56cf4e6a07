import type { Terminal } from '../terminal/terminal.ts';

/** Runs a command; gives an exit code of `EXIT`. Throws UsageError for what was not called as it must be. */
export type Run = (args: readonly string[], terminal: Terminal) => Promise<number>;

/** One command of the program. Its code is loaded when it is called. */
export interface Command {
  readonly name: string;
  /** What stands behind the program's name. */
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Run>;
}

/** What the program ends with. */
export const EXIT = {
  /** Done, or nothing to complain about. */
  fine: 0,
  /** What was run or looked at failed: the action, a check. */
  failed: 1,
  /** Called in a way that is not known; nothing was done. */
  usage: 2,
} as const;

/** What each exit code means, for the help. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  [EXIT.fine]: 'all is well',
  [EXIT.failed]: 'what was run or looked at failed',
  [EXIT.usage]: 'the command was not called as it must be, or something could not be checked',
};

/** Everything that is wrong with how a command was called, at once. */
export class UsageError extends Error {
  readonly problems: readonly string[];
  /** What stands behind the command's name in front of `--help`, where the answer is; empty for the command itself. */
  readonly about: string;

  constructor(problems: readonly string[], about = '') {
    super(problems.join('; '));
    this.name = 'UsageError';
    this.problems = problems;
    this.about = about;
  }
}
