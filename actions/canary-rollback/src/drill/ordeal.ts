import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { Drill } from './drill.ts';
import { faultOf } from './faults.ts';
import { assertChaosMesh } from './find-maker.ts';

/**
 * The fault under which a release is tried; undefined where none is asked for.
 *
 * @throws InputError where it cannot be had
 */
export async function openOrdeal(context: CanaryContext, target: Target): Promise<Drill | undefined> {
  const { inputs, clock, log } = context;
  if (inputs.verify !== 'chaos') return undefined;
  const fault = faultOf(inputs.fault);
  await assertChaosMesh(target, fault);
  return new Drill({
    ...{ target, clock, log, fault },
    by: 'chaos-mesh',
    size: { delayMs: inputs.faultDelay },
    bearable: true,
    afterMs: inputs.drillAfter,
  });
}

/** Says what the verdict was come to under; undefined where there was no fault. */
export function ordealWords(
  ordeal: Drill | undefined,
  failed: boolean,
  { fault }: Pick<CanaryContext['inputs'], 'fault'>,
): string | undefined {
  if (ordeal?.begunMs === undefined || ordeal.problem !== undefined) return undefined;
  return `the canary ${failed ? 'did not keep' : 'kept'} its limits under the fault ${fault} (verify: chaos)`;
}
