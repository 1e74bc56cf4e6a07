import { join } from 'node:path';
import { FairleadError } from '@fairlead/core';
import type { Plan } from '../plan/plan.ts';
import type { GatePorts } from '../plan/ports.ts';
import { type CheckResult, isObstacle } from '../verdict/condition.ts';
import { MACHINE_CODES } from '../verdict/decide.ts';

/** Less room than this is too little for what Go writes of one package. */
const ROOM_BYTES = 1_048_576;

/**
 * Go does not say that its cache has no room: it then cannot find packages. So a check of Go that does not pass is
 * only believed where there is room.
 */
export async function blameFullDisk(
  result: CheckResult,
  { files }: Pick<GatePorts, 'files'>,
  { caches }: Pick<Plan, 'caches'>,
): Promise<CheckResult> {
  if (!isObstacle(result) || MACHINE_CODES.includes(result.code)) return result;
  for (const folder of caches) {
    const probe = join(folder, 'fairlead-room');
    try {
      await files.write(probe, new Uint8Array(ROOM_BYTES));
      await files.remove(probe);
    } catch (error) {
      if (!(error instanceof FairleadError) || error.code !== 'DISK_FULL') continue;
      const reason = `${error.message} (${result.condition.reason})`;
      return { ...result, code: error.code, condition: { ...result.condition, status: 'errored', reason } };
    }
  }
  return result;
}
