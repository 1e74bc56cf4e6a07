import { isSecretPath } from '@fairlead/core';
import { splitPath } from './set-paths.ts';

const WHOLE = /^-?(0|[1-9]\d*)$/;
/** The longest number that a template prints as it was written when it stands in a values file. */
const MOST_DIGITS = 6;

/**
 * What a text of `set` stands for in a values file: `true`, `false`, `null` and whole numbers as with `helm --set`, all
 * else and what stands in quotes is text. Helm reads a number of a file as float64 and prints 1.2345678e+07 for
 * 12345678, so longer ones are text here, and `wholeNumbers` hands them over. Pure.
 */
export function typedValue(text: string): unknown {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted !== null) return quoted[2];
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^null$/i.test(text)) return null;
  return WHOLE.test(text) && text.replace('-', '').length <= MOST_DIGITS ? Number(text) : text;
}

/**
 * The whole numbers of `set` as arguments of helm's own `--set`, the only way to hand it an int64. Left out: what looks
 * like a secret, for it must not stand in an argument; and what a later path of `set` or one of `setSecret` replaces,
 * for helm takes `--set` as stronger than any file. Pure.
 */
export function wholeNumbers(
  set: Readonly<Record<string, string>>,
  setSecret: Readonly<Record<string, string>>,
): readonly string[] {
  const entries = [...Object.entries(set), ...Object.entries(setSecret)].flatMap(([path, text]) => {
    const parts = splitPath(path);
    return typeof parts === 'string' ? [] : [{ parts, text }];
  });
  return entries.slice(0, Object.keys(set).length).flatMap(({ parts, text }, at) => {
    const replaced = entries.slice(at + 1).some((later) => isOneWithin(parts, later.parts));
    return isInt64(text) && !isSecretPath(parts) && !replaced ? [`${escapePath(parts)}=${text}`] : [];
  });
}

function isInt64(text: string): boolean {
  return WHOLE.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** Whether one path is the other's beginning. */
function isOneWithin(a: readonly string[], b: readonly string[]): boolean {
  const shared = Math.min(a.length, b.length);
  return a.slice(0, shared).every((part, at) => part === b[at]);
}

/** A path in the spelling of `--set`, where more than the dot has a meaning. */
function escapePath(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(/[\\.,=[\]{}]/g, '\\$&')).join('.');
}
