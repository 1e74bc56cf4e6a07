import { type ErrorDetails, FairleadError } from './fairlead-error.ts';

/** Several things that were found at once, under the code of the first. */
class JoinedError extends FairleadError {
  readonly kind: FairleadError['kind'];

  constructor({ kind }: FairleadError, details: ErrorDetails) {
    super(details);
    this.kind = kind;
  }
}

/** The first error, with the lines and hints of the others behind its own. Pure. */
export function joinErrors(first: FairleadError, others: readonly FairleadError[]): FairleadError {
  if (others.length === 0) return first;
  const hints = [first, ...others].flatMap(({ hint }) => hint ?? []);
  return new JoinedError(first, {
    code: first.code,
    message: [first.message, ...others.map(({ code, message }) => `${code}: ${message}`)].join('; '),
    hint: hints.length === 0 ? undefined : [...new Set(hints)].join('; '),
    docs: first.docs,
    cause: first,
    location: first.location,
    details: [first, ...others].flatMap(({ details }) => details),
    unchecked: first.unchecked || undefined,
  });
}
