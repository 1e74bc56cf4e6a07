import { baseImage } from './base-image.ts';
import { cluster } from './cluster.ts';
import { engine } from './engine.ts';
import { namespace } from './namespace.ts';
import type { Need, NeedContext } from './need.ts';
import { programs } from './programs.ts';
import { prometheus } from './prometheus.ts';
import { registryAccess } from './registry-access.ts';
import { rights } from './rights.ts';

/** Everything that must be there, in the order in which it is told. */
export const needs: readonly Need[] = [
  programs,
  engine,
  baseImage,
  cluster,
  rights,
  namespace,
  registryAccess,
  prometheus,
];

/** All that is missing, a line each: `docker engine: …`. Asks side by side and changes nothing. */
export async function findMissing(context: NeedContext): Promise<readonly string[]> {
  const lines = await Promise.all(
    needs.map(async ({ name, missing }) => {
      const sentence = await missing(context);
      return sentence === undefined ? [] : [`${name}: ${sentence}`];
    }),
  );
  return lines.flat();
}
