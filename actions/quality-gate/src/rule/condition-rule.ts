import type { Rational } from './rational.ts';

/** What a condition demands, read as `measured OPERATOR threshold`. */
export const operators = ['<', '<=', '>', '>=', '=='] as const;
export type Operator = (typeof operators)[number];

/** What a condition that does not hold does: fail the gate, or warn. */
export const severities = ['error', 'warning'] as const;
export type Severity = (typeof severities)[number];

/** What a condition does whose number is not there. */
export const missingWords = ['fail', 'warn', 'pass'] as const;
export type MissingWord = (typeof missingWords)[number];

/**
 * What is judged: everything together, the change, each module or package (that a pattern names), or the packages that a
 * pattern names together.
 */
export interface Scope {
  readonly kind: 'all' | 'patch' | 'module' | 'package' | 'packages';
  readonly glob: string | undefined;
}

/** One condition as the rules have it. */
export interface ConditionRule {
  readonly name: string;
  readonly metric: string;
  readonly operator: Operator;
  readonly threshold: Rational;
  /** The threshold as it was written. */
  readonly text: string;
  readonly scope: Scope;
  readonly severity: Severity;
  readonly onMissing: MissingWord;
  /** A change of fewer statements, or lines, than this is not judged; 0 for none. */
  readonly smallChange: number;
  /** What the metric is told beside this, by key. */
  readonly options: Readonly<Record<string, string>>;
}

/** `patch`, `each package internal/**`; empty for everything together. */
export function describeScope({ kind, glob }: Scope): string {
  if (kind === 'all') return '';
  if (kind === 'patch') return 'patch';
  const of = glob === undefined ? '' : ` ${glob}`;
  return kind === 'packages' ? `packages${of}` : `each ${kind}${of}`;
}

/** `>= 75 %`. */
export function describeDemand(
  { operator, text }: Pick<ConditionRule, 'operator' | 'text'>,
  unit: string,
): string {
  return `${operator} ${text}${unit === '' ? '' : ` ${unit}`}`;
}

/** Whether the numbers say yes, given how the measured compares with the threshold (below, at or above 0). */
export function holds(operator: Operator, compared: number): boolean {
  switch (operator) {
    case '<':
      return compared < 0;
    case '<=':
      return compared <= 0;
    case '>':
      return compared > 0;
    case '>=':
      return compared >= 0;
    case '==':
      return compared === 0;
  }
}

/** About everything that the metric counts. */
export function isWhole({ scope, options }: ConditionRule): boolean {
  return scope.kind === 'all' && options['level'] === undefined;
}
