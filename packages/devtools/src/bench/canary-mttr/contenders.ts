/** A way to measure and to decide. */
export interface Contender {
  readonly name: string;
  /** Inputs of canary-rollback besides those that all have; the others are the defaults. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Highest p50 and p95 in seconds; undefined for what is only put beside it. */
  readonly goals: { readonly p50: number; readonly p95?: number } | undefined;
}

/** How often Prometheus scrapes. */
export const SCRAPE_S = 5;

const pods = { metrics: 'pods', 'prometheus-url': '' };

/** All of them, each on the same cluster in turn. */
export const CONTENDERS: readonly Contender[] = [
  { name: "the pods' own metrics", inputs: pods, goals: { p50: 6, p95: 10 } },
  { name: `Prometheus every ${SCRAPE_S} s`, inputs: {}, goals: { p50: 12 } },
  {
    name: "the plain rule on the pods' own metrics",
    inputs: { ...pods, evidence: 'false' },
    goals: undefined,
  },
];
