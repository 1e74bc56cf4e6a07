import { suggestWord } from '@fairlead/core';
import { UsageError } from './commands/command.ts';

/** What one option takes: nothing, one value, or one value each time it is given. */
export type OptionKind = 'switch' | 'value' | 'list';

/** What a command accepts. */
export interface ArgumentRules {
  /** Options without their dashes. A switch also takes `--name=true` and `--name=false`. */
  readonly options?: Readonly<Record<string, OptionKind>>;
  /** What the words beside them are called, for messages; more are refused. */
  readonly words?: readonly string[];
}

/** What was given. */
export interface Arguments {
  readonly help: boolean;
  readonly words: readonly string[];
  /** By name, each time it was given; `true` or `false` for a switch. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** Everything that the rules do not know. */
  readonly problems: readonly string[];
}

/** Reads arguments and collects every problem. */
export function readArguments(args: readonly string[], rules: ArgumentRules): Arguments {
  const kinds: Readonly<Record<string, OptionKind>> = { ...rules.options, help: 'switch' };
  const options: Record<string, string[]> = {};
  const words: string[] = [];
  const problems: string[] = [];
  const behindSwitch = new Map<number, string>();
  const rest = args.map((arg) => (arg === '-h' ? '--help' : arg));
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      words.push(...rest.splice(0));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      words.push(arg);
      continue;
    }
    const [, name = '', inline] = /^-{1,2}([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const kind = Object.hasOwn(kinds, name) && arg.startsWith('--') ? kinds[name] : undefined;
    if (kind === undefined) {
      problems.push(unknownOption(arg.split('=')[0] ?? arg, name, Object.keys(kinds)));
      // what follows is more likely its value than a word
      if (inline === undefined && rest[0]?.startsWith('-') === false) rest.shift();
      continue;
    }
    const given = options[name] ?? [];
    options[name] = given;
    if (kind === 'switch') {
      if (inline !== undefined && !/^(true|false)$/.test(inline))
        problems.push(`--${name} ${JSON.stringify(inline)}: is not a boolean (allowed: true, false)`);
      given.push(inline ?? 'true');
      if (inline === undefined) behindSwitch.set(words.length, name);
    } else {
      const value = inline ?? (isOption(rest[0], kinds) ? undefined : rest.shift());
      if (value === undefined) problems.push(`--${name}: needs a value`);
      else given.push(value);
    }
    if (kind !== 'list' && given.length === 2) problems.push(`--${name}: is given more than once`);
  }
  const allowed = rules.words ?? [];
  for (const [index, word] of words.entries()) {
    if (index < allowed.length) continue;
    const name = behindSwitch.get(index);
    const meant = name === undefined ? '' : `; a value of --${name} stands behind =: --${name}=false`;
    problems.push(`${JSON.stringify(word)}: is one word too many${meant}`);
  }
  return { help: options['help']?.at(-1) === 'true', words, options, problems };
}

/** As `readArguments`. @throws UsageError when there is a problem and no help was asked for. */
export function parseArguments(args: readonly string[], rules: ArgumentRules): Arguments {
  const found = readArguments(args, rules);
  if (found.problems.length > 0 && !found.help) throw new UsageError(found.problems);
  return found;
}

/** A value may begin with a dash (`-1`, `-trimpath`), but is no option that is known. */
function isOption(arg: string | undefined, kinds: Readonly<Record<string, OptionKind>>): boolean {
  if (arg === undefined || !arg.startsWith('--')) return false;
  return arg === '--' || Object.hasOwn(kinds, arg.slice(2).split('=')[0] ?? '');
}

function unknownOption(shown: string, name: string, known: readonly string[]): string {
  const near = suggestWord(name, known);
  const meant = near === undefined ? '' : `; did you mean --${near}?`;
  return `${shown}: is no option of this command${meant} (allowed: ${known.map((word) => `--${word}`).join(', ')})`;
}
