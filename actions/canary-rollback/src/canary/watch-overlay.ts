import { ExternalError } from '@fairlead/core';
import type { Poll } from '../observe/timeline.ts';

/**
 * So many requests would have come to the canary by its share if all of stable's users came by the route. Callers inside the
 * cluster reach the Service by its name: where a tenth comes by the route, that none came is still no chance (e^-30).
 */
const EXPECTED = 300;

/** Nor for so long: metrics are read now and then, and the first answers of a slow version take their time. */
const SHORTEST_MS = 10_000;

/**
 * Watches whether the gateway gives requests to an overlay at all: one that does not put a match with a method first leaves
 * everything with the user's own route, while stable answers. Gives the function that looks at each poll.
 *
 * @throws ExternalError CANARY_OVERLAY_IGNORED, out of that function
 */
export function watchOverlay(place: string): (poll: Poll) => void {
  let before: { readonly atMs: number; readonly answered: number } | undefined;
  return ({ sample: { atMs, canary, stable }, share }) => {
    const answered = stable?.totalRequests;
    if (answered === undefined || canary?.totalRequests === undefined) return;
    before ??= { atMs, answered };
    if (canary.totalRequests > 0 || atMs - before.atMs < SHORTEST_MS) return;
    const stableShare = Math.max(1, 100 - share);
    const missed = answered - before.answered;
    const expected = Math.min(missed, (missed * share) / stableShare);
    if (expected < EXPECTED) return;
    throw new ExternalError({
      code: 'CANARY_OVERLAY_IGNORED',
      message: `${place} has ${Number(share.toFixed(1))} % for the canary, and it got no request while stable answered ${Math.round(answered - before.answered)}: this gateway does not put matches with a method first, or hardly anybody comes by this route, or the canary is not measured`,
      hint: 'gateway-mode: weights edits the weights of your own route instead',
    });
  };
}
