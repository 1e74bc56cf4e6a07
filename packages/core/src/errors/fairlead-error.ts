import { boundLines, cutText } from '../util/bound.ts';
import { LIMITS } from '../util/limits.ts';

/**
 * The five kinds of failure that a user can meet.
 *
 * - `input`: what the user wrote is not usable; nothing was changed.
 * - `tool`: a program that we ran failed.
 * - `policy`: a gate said no; expected, no stack.
 * - `external`: something over the network (registry, cluster, HTTP) failed.
 * - `internal`: a bug in Fairlead.
 */
export type ErrorKind = 'input' | 'tool' | 'policy' | 'external' | 'internal';

/** What every Fairlead error carries beside its message. */
export interface ErrorDetails {
  /** Stable code in SCREAMING_SNAKE_CASE; documented with its fix in the action's README. */
  readonly code: string;
  /** One line that says what went wrong, with the name and value concerned. */
  readonly message: string;
  /** One line that says what to do. */
  readonly hint?: string | undefined;
  /** Where to read more, as a path below the repository's docs or a URL. */
  readonly docs?: string | undefined;
  readonly cause?: unknown;
  /** Where in the user's files the problem is. */
  readonly location?: SourceLocation | undefined;
  /** Evidence below the one line: output tails, events, findings. Shown in the log and the summary. */
  readonly details?: readonly string[] | undefined;
  /** Nothing was found out about what was to be looked at, or nothing could be done: an error, whatever the kind. */
  readonly unchecked?: true | undefined;
}

/** A place in a file of the workspace. Lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly endLine?: number | undefined;
}

/** Base of everything that is thrown on purpose. */
export abstract class FairleadError extends Error {
  abstract readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string | undefined;
  readonly docs: string | undefined;
  readonly location: SourceLocation | undefined;
  readonly details: readonly string[];
  readonly unchecked: boolean;

  constructor(details: ErrorDetails) {
    super(
      cutText(details.message, LIMITS.reason),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = new.target.name;
    this.code = details.code;
    this.hint = details.hint === undefined ? undefined : cutText(details.hint, LIMITS.reason);
    this.docs = details.docs;
    this.location = details.location;
    this.unchecked = details.unchecked === true;
    this.details = boundLines(details.details ?? [], LIMITS.details, LIMITS.detail);
  }
}
