import { Problem } from '../problem.ts';

/** The parts that `--parts A,B` names, all of them without it. @throws Problem for one that is none */
export function partsOf<T>(
  all: readonly T[],
  asked: string | undefined,
  nameOf: (part: T) => string,
): readonly T[] {
  if (asked === undefined) return all;
  const names = asked.split(',');
  const strange = names.find((name) => !all.some((part) => nameOf(part) === name));
  if (strange !== undefined)
    throw new Problem(`--parts has no "${strange}", only ${all.map(nameOf).join(', ')}`);
  return all.filter((part) => names.includes(nameOf(part)));
}
