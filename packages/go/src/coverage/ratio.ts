/** Statements hit out of all statements. */
export interface StatementCount {
  readonly covered: number;
  readonly statements: number;
}

/** A percentage as an exact fraction: `percent = numerator / denominator`. */
export interface Percentage {
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** As the user wrote it. */
  readonly text: string;
}

/** Reads `75`, `74.5` or `99.999` exactly. Undefined when it is no number from 0 to 100; `075` is none. */
export function parsePercentage(text: string): Percentage | undefined {
  const match = /^(0|[1-9]\d{0,2})(?:\.(\d{1,12}))?$/.exec(text);
  if (match === null) return undefined;
  const fraction = match[2] ?? '';
  const numerator = BigInt((match[1] ?? '') + fraction);
  const denominator = 10n ** BigInt(fraction.length);
  return numerator > 100n * denominator ? undefined : { numerator, denominator, text };
}

/** Whether `covered / statements` is at least the percentage. Exact: no floating point, no rounding. */
export function reaches({ covered, statements }: StatementCount, limit: Percentage): boolean {
  return BigInt(covered) * 100n * limit.denominator >= limit.numerator * BigInt(statements);
}

/** How many more statements must be covered to reach the percentage; 0 when it is reached. */
export function missingStatements({ covered, statements }: StatementCount, limit: Percentage): number {
  const divisor = 100n * limit.denominator;
  const needed = (limit.numerator * BigInt(statements) + divisor - 1n) / divisor;
  return Math.max(0, Number(needed) - covered);
}

/**
 * The percentage with two decimals, cut instead of rounded: 74.999 reads 74.99, never as the limit that it missed.
 * Empty for no statements at all.
 */
export function formatPercentage({ covered, statements }: StatementCount): string {
  if (statements === 0) return '';
  const hundredths = (BigInt(covered) * 10_000n) / BigInt(statements);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
