/** What is run, as far as a person who types it must know. */
export interface ShownCommand {
  readonly argv: readonly string[];
  /** Variables that it is given besides. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs, relative to where one stands; empty or `.` for there. */
  readonly folder?: string;
}

/** A word as a POSIX shell reads it. Only to be read and pasted: nothing of ours is run through a shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command as one would type it. */
export function shellCommand({ argv, env = {}, folder = '' }: ShownCommand): string {
  const there = folder === '' || folder === '.' ? '' : `cd ${shellWord(folder)} && `;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
  return `${there}${[...variables, ...argv.map(shellWord)].join(' ')}`;
}
