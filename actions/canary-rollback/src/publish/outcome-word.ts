/** Verdicts that say nothing against the new version; all others roll it back. */
const OUTCOME_OF: Readonly<Record<string, 'inconclusive' | 'no-data' | 'metrics-down'>> = {
  CANARY_INCONCLUSIVE: 'inconclusive',
  CANARY_NO_DATA: 'no-data',
  CANARY_METRICS_DOWN: 'metrics-down',
};

/** The word of a verdict that gave the traffic back, by its code. */
export function outcomeWordOf(
  code: string | undefined,
): 'rolled-back' | 'inconclusive' | 'no-data' | 'metrics-down' {
  return OUTCOME_OF[code ?? ''] ?? 'rolled-back';
}
