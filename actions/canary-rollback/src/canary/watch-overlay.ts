import { ExternalError } from '@fairlead/core';
import type { Poll } from '../observe/timeline.ts';
import { isNoThinRoute } from '../verdict/thin-route.ts';
import type { Limits } from '../verdict/types.ts';

/** So many requests would have come to the canary by its share if all of stable's users came by the route. */
const DUE = 300;

/** Nor for so long: metrics are read now and then, and the first answers of a slow version take their time. */
const SHORTEST_MS = 10_000;

/**
 * Watches whether the gateway gives requests to an overlay at all: one that does not put a match with a method first leaves
 * everything with the user's own route, while stable answers. Gives the function that looks at each poll. `limits`: those of
 * the first step. A route that hardly anybody uses looks the same for a while, and is no reason to write it.
 *
 * @throws ExternalError CANARY_OVERLAY_IGNORED, out of that function
 */
export function watchOverlay(
  place: string,
  limits: Pick<Limits, 'minRequests' | 'stepMs'>,
): (poll: Poll) => void {
  let before: { readonly atMs: number; readonly answered: number } | undefined;
  return ({ sample: { atMs, canary, stable }, share }) => {
    const answered = stable?.totalRequests;
    if (answered === undefined || canary?.totalRequests === undefined) return;
    before ??= { atMs, answered };
    const silentMs = atMs - before.atMs;
    if (canary.totalRequests > 0 || silentMs < SHORTEST_MS) return;
    const stableShare = Math.max(1, 100 - share);
    const missed = answered - before.answered;
    const due = Math.min(missed, (missed * share) / stableShare);
    if (due < DUE || !isNoThinRoute(silentMs, due, limits)) return;
    throw new ExternalError({
      code: 'CANARY_OVERLAY_IGNORED',
      message: `${place} has ${Number(share.toFixed(1))} % for the canary, and it got no request while stable answered ${Math.round(answered - before.answered)}: this gateway does not put matches with a method first, or hardly anybody comes by this route, or the canary is not measured`,
      hint: 'gateway-mode: weights edits the weights of your own route instead',
    });
  };
}
