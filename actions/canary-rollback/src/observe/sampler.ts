import { type Clock, ExternalError, errorMessage, type Logger } from '@fairlead/core';
import type { Deployment } from '@fairlead/kube';
import { samplePods, sampleStablePods } from '../cluster/pod-health.ts';
import type { Target } from '../cluster/target.ts';
import type { JournalKeeper } from '../journal/heartbeat.ts';
import type { MetricSource } from '../metrics/source.ts';
import type { Witness } from '../naming/witness.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import type { Traffic, TrafficState } from '../traffic/provider.ts';
import type { PodSample, Sample, StablePods } from '../verdict/types.ts';
import { assertShareKept } from './share-guard.ts';
import { assertStableUnchanged } from './stable-guard.ts';

/** What a look at everything needs. */
export interface SamplerOptions {
  readonly target: Target;
  /** Stable as it was when the canary was made of it. */
  readonly stable: Deployment;
  /** Whose pods the canary is compared with. */
  readonly witness: Witness;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keeper: JournalKeeper;
  readonly source: MetricSource;
  readonly traffic: Traffic;
  /** Where the shares stand, as the provider says it. */
  readonly heldIn: string;
  readonly signal: AbortSignal;
  /** How long the API server may be silent; its pods keep serving meanwhile. */
  readonly clusterTimeoutMs: number;
}

/** What the cluster said last. */
interface ClusterLook {
  readonly pods: PodSample;
  readonly stablePods: StablePods;
  readonly traffic: TrafficState;
}

/** Looks at metrics, pods, traffic and stable in one go, and shows that the run is alive. */
export class Sampler {
  readonly #options: SamplerOptions;
  #seen: ClusterLook;
  #silentSince: number | undefined;

  private constructor(options: SamplerOptions, seen: ClusterLook) {
    this.#options = options;
    this.#seen = seen;
  }

  /** Looks at the cluster once the share of a step was set. @throws PolicyError CANARY_TRAFFIC_CHANGED */
  static async begin(options: SamplerOptions, step: PlannedStep): Promise<Sampler> {
    return new Sampler(options, await askCluster(options, step));
  }

  async take(
    atMs: number,
    step: PlannedStep,
  ): Promise<{ readonly sample: Sample; readonly traffic: TrafficState }> {
    const { source, signal } = this.#options;
    const [look] = await Promise.all([
      source.look(atMs, signal),
      this.#tolerate(async () => {
        this.#seen = await askCluster(this.#options, step);
      }),
    ]);
    const ok = look.metrics === 'ok';
    const sample: Sample = {
      atMs,
      metrics: look.metrics,
      ...(ok ? {} : { metricsProblem: look.problem }),
      canary: ok ? look.canary : undefined,
      stable: ok ? look.stable : undefined,
      pods: this.#seen.pods,
      stablePods: this.#seen.stablePods,
      ...(this.#silentSince === undefined ? {} : { clusterSilent: true }),
    };
    return { sample, traffic: this.#seen.traffic };
  }

  /** A sign of life between two looks that lie far apart. */
  beat(): Promise<void> {
    return this.#tolerate(() => this.#options.keeper.beat());
  }

  /** An API server that is away for a moment is no reason to end a canary; what was known last is kept. */
  async #tolerate(work: () => Promise<void>): Promise<void> {
    const { clock, log, clusterTimeoutMs } = this.#options;
    try {
      await work();
      this.#silentSince = undefined;
    } catch (error) {
      if (!(error instanceof ExternalError && error.retryable)) throw error;
      const now = clock.monotonic();
      this.#silentSince ??= now;
      if (now - this.#silentSince >= clusterTimeoutMs) throw error;
      log.info(`the cluster did not answer; the weight is held: ${errorMessage(error)}`);
    }
  }
}

async function askCluster(options: SamplerOptions, step: PlannedStep): Promise<ClusterLook> {
  const { target, traffic, keeper, stable, witness, heldIn } = options;
  await keeper.beat();
  const [pods, stablePods, now] = await Promise.all([
    samplePods(target),
    sampleStablePods(target, stable, witness),
    traffic.read(),
    assertStableUnchanged(target, stable),
  ]);
  // An abort says so better than what it did.
  if (pods.gone === true || !now.keeps(step)) await keeper.confirm();
  assertShareKept(now, step, heldIn);
  return { pods, stablePods, traffic: now };
}
