import { relative } from 'node:path';
import type { ModulePlan } from './plan.ts';
import type { Rules } from './rules.ts';

/** A command that a check runs, and that a dry run shows. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The module that it is about, in words; empty for none. */
  readonly about: string;
}

/** Arguments that are shown of a long command; gofmt is given every file by name. */
const SHOWN_ARGS = 24;

/** A go command over the packages of one module. This is the one place where it is put together. */
export function goCommand(
  part: ModulePlan,
  rules: Pick<Rules, 'buildTags'>,
  [verb, ...flags]: readonly [string, ...string[]],
  tail: readonly string[] = [],
): Command {
  const tags = rules.buildTags.length === 0 ? [] : [`-tags=${rules.buildTags.join(',')}`];
  const args = [verb, ...tags, ...flags, ...part.patterns, ...tail];
  return { program: 'go', args, cwd: part.cwd, env: part.env, about: part.module.path };
}

/** A command as one would type it in the working directory. */
export function describeCommand({ program, args, cwd }: Command, from: string): string {
  const rest = args.length - SHOWN_ARGS;
  const words = [program, ...args.slice(0, SHOWN_ARGS)].map(quote);
  const place = relative(from, cwd);
  return `${place === '' ? '' : `cd ${quote(place)} && `}${words.join(' ')}${rest > 0 ? ` … and ${rest} more` : ''}`;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
