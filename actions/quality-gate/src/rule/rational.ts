/** An exact number: `numerator / denominator`, the denominator above 0. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const NUMBER = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?(?:e([+-]?\d{1,2}))?$/i;

/** Reads `75`, `-0.5` or `1e-7` exactly; undefined for anything else. */
export function parseRational(text: string): Rational | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = Number(exponent) - fraction.length;
  return scale >= 0
    ? { numerator: digits * 10n ** BigInt(scale), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-scale) };
}

/** A whole number. */
export function whole(value: number): Rational {
  return { numerator: BigInt(value), denominator: 1n };
}

/** `part` of `all` in percent; `all` is above 0. */
export function percentOf(part: number, all: number): Rational {
  return { numerator: BigInt(part) * 100n, denominator: BigInt(all) };
}

/** `a - b`. */
export function subtract(a: Rational, b: Rational): Rational {
  return {
    numerator: a.numerator * b.denominator - b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

/** Below 0 when `a` is less than `b`, above when it is more, 0 when they are the same. */
export function compareRational(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * With two decimals unless it is whole. What is left is cut `down`, or rounded `up`: a number never reads like the limit
 * that it missed.
 */
export function formatRational({ numerator, denominator }: Rational, rounding: 'down' | 'up'): string {
  if (numerator % denominator === 0n) return String(numerator / denominator);
  const scaled = numerator * 100n;
  let hundredths = scaled / denominator;
  const rest = scaled % denominator;
  if (rest > 0n && rounding === 'up') hundredths += 1n;
  if (rest < 0n && rounding === 'down') hundredths -= 1n;
  const size = hundredths < 0n ? -hundredths : hundredths;
  return `${hundredths < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}
