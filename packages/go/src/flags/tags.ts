import { readGoflags } from './split-flags.ts';

/** Build tags of GOFLAGS and of an input together: the go command would forget those of GOFLAGS. */
export function mergeTags(goflags: string, tags: readonly string[]): readonly string[] {
  const last = readGoflags(goflags).findLast(({ name }) => name === 'tags');
  const inherited = (last?.value ?? '').split(/[,\s]+/).filter((tag) => tag !== '');
  return [...new Set([...inherited, ...tags])];
}

/** Build tags as the one flag that the go command and its kin take; none without tags. */
export function tagFlags(tags: readonly string[]): readonly string[] {
  return tags.length === 0 ? [] : [`-tags=${tags.join(',')}`];
}
