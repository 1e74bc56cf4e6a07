import type { Reading, TextRule } from './field.ts';

/** Checks one piece of text; the answer is what is wrong, or undefined. */
export type TextCheck = (text: string) => string | undefined;

/** One check or several: the first that objects is told. A rule where it will do: tools without the action's code know it too. */
export type TextChecks = TextCheck | TextRule | readonly (TextCheck | TextRule)[];

/** A rule: the text matches `pattern`, or `problem` is what is wrong with it. */
export function matching(pattern: RegExp, problem: string): TextRule {
  return { pattern: pattern.source, flags: pattern.flags, problem };
}

const each = (checks: TextChecks | undefined): readonly (TextCheck | TextRule)[] =>
  checks === undefined ? [] : [checks].flat();

export function rulesOf(checks: TextChecks | undefined): { readonly rules?: readonly TextRule[] } {
  const rules = each(checks).filter((check) => typeof check !== 'function');
  return rules.length === 0 ? {} : { rules };
}

export function firstProblem(checks: TextChecks | undefined, text: string): string | undefined {
  for (const check of each(checks)) {
    const problem = typeof check === 'function' ? check(text) : problemOfRule(check, text);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfRule({ pattern, flags, problem }: TextRule, text: string): string | undefined {
  return new RegExp(pattern, flags).test(text) ? undefined : problem;
}

export function checked<T>(value: T, problem: string | undefined): Reading<T> {
  return problem === undefined ? { value } : { problem };
}
