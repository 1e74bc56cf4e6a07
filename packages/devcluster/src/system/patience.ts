/**
 * A limit for a slow machine: `FAIRLEAD_PATIENCE=4` makes each limit of a start four times as long. Anything that is no
 * number above 1 changes nothing.
 */
export function patient(limitMs: number, factor: string | undefined = process.env.FAIRLEAD_PATIENCE): number {
  const times = Number(factor ?? 1);
  return Number.isFinite(times) && times > 1 ? limitMs * times : limitMs;
}
