import { isGoodAnswer, type LoadRecord } from '@fairlead/testkit';

/** What the users of one run met. */
export interface Met {
  /** Seconds from the first bad answer of the canary to its last; undefined when it gave none. */
  readonly seconds: number | undefined;
  /** Bad answers that the canary did not give: of stable, or of nobody. */
  readonly others: number;
}

/** Reads it from what the load saw; `canary` is the commit that the canary answers with. Pure. */
export function whatUsersMet(records: readonly LoadRecord[], canary: string): Met {
  const bad = records.filter((record) => !isGoodAnswer(record));
  const times = bad.filter(({ commit }) => commit === canary).map(({ at }) => at);
  return {
    seconds: times.length === 0 ? undefined : (Math.max(...times) - Math.min(...times)) / 1000,
    others: bad.filter(({ commit }) => commit !== canary).length,
  };
}

/** The value below which a share of all lies, by the nearest rank. A run that never ended counts as endless. Pure. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.POSITIVE_INFINITY;
}

/** What kinds of bad answers there were, the most frequent first: `503 of stable ×3`, `ECONNRESET ×2`. Pure. */
export function kindsOf(records: readonly LoadRecord[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { status, commit, error } of records.filter((record) => !isGoodAnswer(record))) {
    const kind = status === 0 ? (error ?? 'no answer') : `${status}${commit === '' ? '' : ` of ${commit}`}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${kind} ×${count}`);
}
