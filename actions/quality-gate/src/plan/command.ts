import { relative } from 'node:path';
import { shellCommand, ToolError } from '@fairlead/core';
import { tagFlags } from '@fairlead/go';
import { flagProblem } from './flags.ts';
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

/** Flags that a check sets itself, by name: `vet: 'off'`, `json: true`. With `false` one is left out. */
export type OwnFlags = Readonly<Record<string, string | boolean>>;

/** What else a go command has beside its flags. */
interface CommandParts {
  readonly own?: OwnFlags;
  /** Flags of the tests, `-args` first. */
  readonly forTests?: readonly string[];
}

/**
 * A go command over the packages of one module. This is the one place where it is put together. The flags behind the verb
 * may come from anybody, so each is judged here, whoever has looked at it before; what a check needs for itself is `own`.
 *
 * @throws ToolError GATE_NOT_CHECKED for a flag that could turn a no into a yes.
 */
export function goCommand(
  part: ModulePlan,
  rules: Pick<Rules, 'buildTags'>,
  [verb, ...flags]: readonly [string, ...string[]],
  { own = {}, forTests = [] }: CommandParts = {},
): Command {
  refuseFlags(verb, flags);
  if (forTests.length > 0 && !isArgs(forTests[0])) throw new TypeError('flags of the tests begin with -args');
  const tags = tagFlags(rules.buildTags);
  const args = [verb, ...tags, ...ownWords(own), ...flags, ...part.patterns, ...forTests];
  return { program: 'go', args, cwd: part.cwd, env: part.env, about: part.module.path };
}

function refuseFlags(verb: string, flags: readonly string[]): void {
  const source = verb === 'test' ? 'test-args' : 'command';
  const problems = flags.flatMap((word) => {
    const problem = isArgs(word) ? 'would end the flags' : flagProblem(word, source);
    return problem === undefined ? [] : [`${word}, which ${problem}`];
  });
  if (problems.length === 0) return;
  throw new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `go ${verb} was to be run with ${problems.join('; ')}`,
    argv: ['go', verb, ...flags],
  });
}

/** Whether a word ends the flags of go test: all that follows goes to the tests unread. */
export function isArgs(word: string | undefined): boolean {
  return word === '-args' || word === '--args';
}

function ownWords(own: OwnFlags): readonly string[] {
  return Object.entries(own).flatMap(([name, value]) => {
    if (value === false) return [];
    return [value === true ? `-${name}` : `-${name}=${value}`];
  });
}

/** A command as one would type it in the working directory. */
export function describeCommand({ program, args, cwd }: Command, from: string): string {
  const rest = args.length - SHOWN_ARGS;
  const shown = shellCommand({ argv: [program, ...args.slice(0, SHOWN_ARGS)], folder: relative(from, cwd) });
  return `${shown}${rest > 0 ? ` … and ${rest} more` : ''}`;
}
