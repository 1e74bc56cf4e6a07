import { binomial, normal, poisson, type Random } from './random.ts';

/** Traffic that is made up. Rates in requests a second, shares from 0 to 1, times in seconds. */
export interface Traffic {
  readonly rps: number;
  /** The canary's share of all requests. */
  readonly share: number;
  readonly canaryErrors: number;
  readonly stableErrors: number;
  /** For so long, once, both versions have this share of errors. */
  readonly burst?: { readonly seconds: number; readonly errors: number } | undefined;
  /** By how much each version's share of errors wavers from look to look: the deviation of its logarithm. */
  readonly wavering?: number | undefined;
  /** Requests a second and pod that are no users'; no label tells them apart. */
  readonly probes?: number | undefined;
  readonly pods: { readonly canary: number; readonly stable: number };
  readonly seconds: number;
}

/** What one version got between two looks. */
export interface Gain {
  readonly requests: number;
  readonly errors: number;
  /** Of the requests, how many were no users'. */
  readonly others: number;
}

/** What both got. */
export interface TrafficLook {
  readonly atMs: number;
  readonly canary: Gain;
  readonly stable: Gain;
}

/** A look each `intervalMs`, until the time is over. */
export function* looksAt(traffic: Traffic, intervalMs: number, random: Random): Generator<TrafficLook> {
  const { rps, share, canaryErrors, stableErrors, burst, pods } = traffic;
  const seconds = intervalMs / 1000;
  const from = burst === undefined ? 0 : random() * (traffic.seconds - burst.seconds);
  for (let atMs = intervalMs; atMs <= traffic.seconds * 1000; atMs += intervalMs) {
    const at = atMs / 1000;
    const bursting = burst !== undefined && at > from && at <= from + burst.seconds;
    const gain = (users: number, errors: number, count: number): Gain => {
      const asked = poisson(random, users * seconds);
      const others = poisson(random, (traffic.probes ?? 0) * count * seconds);
      const failed = binomial(random, asked, wavered(bursting ? burst.errors : errors, traffic, random));
      return { requests: asked + others, errors: failed, others };
    };
    yield {
      atMs,
      canary: gain(rps * share, canaryErrors, pods.canary),
      stable: gain(rps * (1 - share), stableErrors, pods.stable),
    };
  }
}

/** Wavering leaves the mean as it is. */
function wavered(errors: number, { wavering = 0 }: Traffic, random: Random): number {
  if (wavering === 0) return errors;
  return Math.min(1, errors * Math.exp(wavering * normal(random) - wavering ** 2 / 2));
}
