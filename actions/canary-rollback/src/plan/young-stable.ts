import { listStablePods } from '../cluster/stable-pods.ts';
import { getStable } from '../cluster/target.ts';
import type { MetricCheck } from './metric-check.ts';

/** Within this time of its start a pod has been scraped, and asked something where anybody asks at all. */
const YOUNG_MS = 60_000;
const PAUSE_MS = 2_000;

/** Asks until there is an answer, as long as stable has just been started: its series may not be there yet. */
export async function askWhileYoung<T>(
  check: Pick<MetricCheck, 'context' | 'target'>,
  ask: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const { clock, signal, log } = check.context;
  let found = await ask();
  if (found.length > 0) return found;
  const until = clock.monotonic() + YOUNG_MS - (await ageOfStable(check));
  if (clock.monotonic() < until) log.info('stable has just been started; waiting for its first numbers');
  while (found.length === 0 && clock.monotonic() < until) {
    await clock.sleep(PAUSE_MS, signal);
    found = await ask();
  }
  return found;
}

/** Milliseconds since the oldest pod of stable was made; no pod is as good as an old one. */
async function ageOfStable({ target }: Pick<MetricCheck, 'target'>): Promise<number> {
  const stable = await getStable(target);
  if (stable === undefined) return Number.POSITIVE_INFINITY;
  const ages = (await listStablePods(target, stable))
    .map(({ metadata }) => target.kube.now() - Date.parse(metadata.creationTimestamp ?? ''))
    .filter((age) => !Number.isNaN(age));
  return Math.max(...ages, ages.length === 0 ? Number.POSITIVE_INFINITY : 0);
}
