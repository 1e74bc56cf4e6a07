import type { LoadRecord } from '@fairlead/testkit';

/** A good answer of stable, or what the test says. */
export const answer = (
  at: number,
  commit: string,
  status = 200,
  pod = 'orders-5986fb7b9f-j2sb7',
): LoadRecord => ({
  at,
  status,
  commit,
  pod,
  ms: 1,
});
/** An answer of a pod of the canary's Deployment. */
export const canary = (at: number, commit: string, status = 200): LoadRecord =>
  answer(at, commit, status, 'orders-canary-7d4b9c6f5-xk2lp');
/** A request that nobody answered. */
export const refused = (at: number): LoadRecord => ({
  at,
  status: 0,
  commit: '',
  pod: '',
  ms: 1,
  error: 'ECONNREFUSED',
});
