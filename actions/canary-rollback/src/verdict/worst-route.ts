import type { Sample } from './types.ts';
import { percentWords } from './words.ts';

/** Fewer errors than this are no pattern. */
const FEWEST = 4;

/** A route with more of the canary's requests than this is the whole service. */
const WHOLE = 0.9;

/**
 * The route that failed, for people: the one that has most of the canary's errors; undefined where no label names routes,
 * where the errors are everywhere, or where there is no other route.
 */
export function worstRouteWords({ canary, stable }: Pick<Sample, 'canary' | 'stable'>): string | undefined {
  const routes = Object.entries(canary?.routes ?? {});
  const all = canary?.totalErrors ?? 0;
  const [name, worst] = routes.reduce<(typeof routes)[number] | []>(
    (a, b) => ((a[1]?.errors ?? 0) >= b[1].errors ? a : b),
    [],
  );
  if (name === undefined || worst === undefined || worst.errors < FEWEST || 2 * worst.errors < all)
    return undefined;
  const { requests, errors } = worst;
  if (requests > WHOLE * (canary?.totalRequests ?? requests)) return undefined;
  const beside = stable?.routes?.[name];
  const witness =
    beside === undefined || beside.requests === 0
      ? ''
      : `, stable ${Math.round(beside.errors)} of ${Math.round(beside.requests)}`;
  return `most errors on ${name} (${Math.round(errors)} of ${Math.round(requests)}, ${percentWords((100 * errors) / requests)}${witness})`;
}
