import { cutText } from '../util/bound.ts';
import { LIMITS } from '../util/limits.ts';
import { countOf, oneLine } from '../util/words.ts';
import { type ErrorDetails, type ErrorKind, FairleadError } from './fairlead-error.ts';

/** One unusable input. */
export interface InputProblem {
  /** Kebab-case name of the input, or the path of the key in the config file. */
  readonly input: string;
  /** The value as the user wrote it; never set for secrets. */
  readonly value?: string | undefined;
  /** What is wrong with it. */
  readonly problem: string;
  /** What would be accepted. */
  readonly allowed?: string | undefined;
  /** Where it was written, for example `.github/fairlead.yml:12:5`. */
  readonly source?: string | undefined;
}

/** Everything that is wrong with the inputs, at once. Thrown before anything was changed. */
export class InputError extends FairleadError {
  readonly kind: ErrorKind = 'input';
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[], details: Partial<ErrorDetails> = {}) {
    super({
      code: 'INPUT_INVALID',
      message: describeProblems(problems) || 'invalid input',
      hint: 'correct the inputs above; nothing was changed',
      ...details,
    });
    this.problems = problems;
  }
}

function describeProblems(problems: readonly InputProblem[]): string {
  const more = problems.length - LIMITS.problems;
  const named = problems.slice(0, LIMITS.problems).map(describeProblem);
  return [...named, ...(more > 0 ? [countOf(more, 'more problem')] : [])].join('; ');
}

/** Renders a problem as one line: `targets "linux/foo": unknown target; allowed: …`. */
export function describeProblem(problem: InputProblem): string {
  const value =
    problem.value === undefined ? '' : ` ${JSON.stringify(cutText(oneLine(problem.value), LIMITS.value))}`;
  const allowed = problem.allowed === undefined ? '' : ` (allowed: ${problem.allowed})`;
  // a problem of a whole file is told at its place, and not of the file and at the place
  const placed = problem.source?.startsWith(`${problem.input}:`) === true;
  const source = problem.source === undefined || placed ? '' : ` [${problem.source}]`;
  const input = placed ? (problem.source ?? '') : problem.input;
  return `${cutText(input, LIMITS.value)}${value}: ${cutText(problem.problem, LIMITS.reason)}${allowed}${source}`;
}

/** What a ToolError knows about the program that failed. */
export interface ToolFailure extends ErrorDetails {
  /** The redacted command line. */
  readonly argv: readonly string[];
  /** Exit code; undefined when a signal ended it or it never started. */
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  /** The last lines that it printed. */
  readonly lastLines?: readonly string[] | undefined;
}

/** A program that we ran is missing, failed, was killed or took too long. */
export class ToolError extends FairleadError {
  readonly kind: ErrorKind = 'tool';
  readonly argv: readonly string[];
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly lastLines: readonly string[];

  constructor(failure: ToolFailure) {
    super({ ...failure, details: failure.details ?? failure.lastLines });
    this.argv = failure.argv;
    this.exitCode = failure.exitCode;
    this.signal = failure.signal;
    this.lastLines = failure.lastLines ?? [];
  }
}

/** A rule said no. Expected: no stack, no issue link. */
export class PolicyError extends FairleadError {
  readonly kind: ErrorKind = 'policy';
}

/** Something outside failed: HTTP, registry, cluster. */
export class ExternalError extends FairleadError {
  readonly kind: ErrorKind = 'external';
  /** Whether the same call may go through later. */
  readonly retryable: boolean;

  constructor(details: ErrorDetails & { readonly retryable?: boolean | undefined }) {
    super(details);
    this.retryable = details.retryable ?? false;
  }
}

/** A bug in Fairlead itself. */
export class InternalError extends FairleadError {
  readonly kind: ErrorKind = 'internal';
}

/** Thrown when the run was cancelled (SIGINT or SIGTERM); not a failure of the user's code. */
export class CancelledError extends FairleadError {
  readonly kind: ErrorKind = 'external';
  /** What was being done: `observing the canary`. */
  readonly during: string;

  constructor(during: string) {
    super({ code: 'CANCELLED', message: `cancelled while ${during}` });
    this.during = during;
  }
}
