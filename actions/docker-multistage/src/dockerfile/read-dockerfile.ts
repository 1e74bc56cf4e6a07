import type { SyntaxImage } from './directives.ts';
import { flagOf, type Instruction } from './instruction.ts';
import { readLogicalLines } from './logical-lines.ts';
import { type ArgumentDeclaration, readArguments } from './variables.ts';

/** One `FROM` and what follows it. */
export interface Stage {
  /** The name given with `AS`, in lower case; undefined for a stage without one. */
  readonly name: string | undefined;
  /** Image or stage, as it is written. */
  readonly base: string;
  readonly platform: string | undefined;
  /** What follows, up to the next `FROM`. */
  readonly instructions: readonly Instruction[];
  /** Build arguments that are declared in it. */
  readonly arguments: readonly ArgumentDeclaration[];
  /** Counts from 1. */
  readonly line: number;
}

/** What the build needs to know of a Dockerfile before it starts. */
export interface Dockerfile {
  readonly escape: string;
  readonly syntax: SyntaxImage | undefined;
  /** Build arguments declared before the first `FROM`: for `FROM` lines, and for stages that declare them again. */
  readonly globals: readonly ArgumentDeclaration[];
  readonly stages: readonly Stage[];
}

/** Reads stages and build arguments. Judges nothing; the engine does. Pure. */
export function readDockerfile(text: string): Dockerfile {
  const { escape: mark, syntax, instructions } = readLogicalLines(text);
  const starts = instructions.flatMap((from, index) => (from.keyword === 'FROM' ? [{ from, index }] : []));
  const before = instructions.slice(0, starts[0]?.index);
  return {
    escape: mark,
    syntax,
    globals: argumentsOf(before, mark),
    stages: starts.map(({ from, index }, order) => {
      const body = instructions.slice(index + 1, starts[order + 1]?.index);
      return { ...readFrom(from), instructions: body, arguments: argumentsOf(body, mark) };
    }),
  };
}

function argumentsOf(instructions: readonly Instruction[], mark: string): readonly ArgumentDeclaration[] {
  return instructions.flatMap(({ keyword, rest }) => (keyword === 'ARG' ? readArguments(rest, mark) : []));
}

function readFrom(from: Instruction): Pick<Stage, 'name' | 'base' | 'platform' | 'line'> {
  const [base = '', as = '', name] = from.rest.split(/[\t\v\f\r ]+/);
  return {
    base,
    name: as.toLowerCase() === 'as' ? name?.toLowerCase() : undefined,
    platform: flagOf(from, 'platform'),
    line: from.line,
  };
}

/** Whether `target` names a stage. BuildKit takes names alone, no numbers. Pure. */
export function hasStage({ stages }: Pick<Dockerfile, 'stages'>, target: string): boolean {
  return stages.some((stage) => stage.name === target.toLowerCase());
}
