import type { World } from './world.ts';

/** The numbers of all changes that a run makes in a world in which nothing happens to it: 1, 2, … Each can be its last. */
export async function changesOf(
  world: World,
  inputs: Readonly<Record<string, string>> = {},
): Promise<readonly number[]> {
  await world.main(inputs);
  const { calls } = world.kube;
  if (calls.length === 0) throw new Error('a run that changes nothing is no run');
  return calls.map((_, index) => index + 1);
}
