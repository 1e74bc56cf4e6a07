import { suggestWord } from '@fairlead/core';
import { Problem } from './problem.ts';

/** What a command accepts. */
export interface ArgumentRules {
  /** Names of `--flag`. */
  readonly flags?: readonly string[];
  /** Names of `--option VALUE` or `--option=VALUE`. */
  readonly options?: readonly string[];
  /** Words that may stand alone; undefined: any. */
  readonly words?: readonly string[] | undefined;
}

/** What was given. */
export interface Arguments {
  readonly flags: ReadonlySet<string>;
  readonly options: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** Reads a command's arguments. Throws Problem for what the rules do not know. */
export function parseArguments(args: readonly string[], rules: ArgumentRules): Arguments {
  const flags = new Set<string>();
  const options: Record<string, string> = {};
  const words: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') continue;
    if (!arg.startsWith('--')) {
      words.push(knownWord(arg, rules.words));
      continue;
    }
    const [name = '', inline] = arg.slice(2).split(/=(.*)/s);
    if (rules.flags?.includes(name) === true && inline === undefined) {
      flags.add(name);
    } else if (rules.options?.includes(name) === true) {
      const value = inline ?? rest.shift();
      if (value === undefined) throw new Problem(`--${name} needs a value`);
      options[name] = value;
    } else {
      throw new Problem(unknownOption(name, [...(rules.flags ?? []), ...(rules.options ?? [])]));
    }
  }
  return { flags, options, words };
}

function knownWord(word: string, known: readonly string[] | undefined): string {
  if (known === undefined || known.includes(word)) return word;
  throw new Problem(
    known.length === 0
      ? `"${word}" is one word too many: this command takes options alone`
      : `"${word}" is not one of ${known.join(', ')}`,
  );
}

function unknownOption(name: string, known: readonly string[]): string {
  const near = suggestWord(name, known);
  const hint = near === undefined ? '' : `; did you mean --${near}?`;
  return `there is no option --${name}${hint} (known: ${known.map((word) => `--${word}`).join(', ') || 'none'})`;
}
