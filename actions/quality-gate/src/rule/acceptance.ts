import { isDay } from './day.ts';

/** Why something that a check finds is accepted, and until when. */
export interface Acceptance {
  readonly reason: string;
  /** The last day on which it counts: `2027-01-31`. */
  readonly expires: string;
}

/** Its keys in the config file. */
export const acceptanceKeys = {
  reason: 'why it is accepted',
  expires: 'the last day on which it is: 2027-01-31',
} as const;

/** What is wrong with one as it was written; both are needed. */
export function acceptanceProblems({ reason, expires }: Acceptance): readonly string[] {
  return [
    ...(reason.trim() === '' ? ['has no reason'] : []),
    ...(isDay(expires) ? [] : [`has expires ${JSON.stringify(expires)}, which is no day such as 2027-01-31`]),
  ];
}

/** Those that count on a day, and those that are over. */
export function splitByDay<T extends Acceptance>(
  all: readonly T[],
  today: string,
): { readonly inForce: readonly T[]; readonly expired: readonly T[] } {
  return {
    inForce: all.filter(({ expires }) => expires >= today),
    expired: all.filter(({ expires }) => expires < today),
  };
}
