import type { GatePorts } from '../plan/ports.ts';

/** A repository that can be asked. */
type Repository = Extract<Awaited<ReturnType<GatePorts['git']['open']>>, { readonly state: 'ok' }>;

/** Where a change left its base, and by which of the candidates; or why the clone knows none of them. */
export type MergeBase =
  | { readonly candidate: string; readonly commit: string }
  | { readonly candidate: undefined; readonly why: string };

/** Finds the merge base of what is checked out and the first candidate that the clone can compare it with. */
export async function findMergeBase(
  repository: Pick<Repository, 'ask'>,
  candidates: readonly string[],
): Promise<MergeBase> {
  let why = '';
  for (const candidate of candidates) {
    const merge = await repository.ask(['merge-base', '--', candidate, 'HEAD']);
    if (merge.ok) return { candidate, commit: merge.text.trim() };
    why ||= merge.reason;
  }
  return { candidate: undefined, why };
}
