import { isSecretPath } from '@fairlead/core';
import { isTree, type ValueTree } from './set-paths.ts';

const SHORTEST = 6;

/** What stands in place of a secret. */
export const HIDDEN = '***';

/** A value for people: secrets hidden, also those inside of lists, long ones cut. Pure. */
export function showValue(path: readonly string[], value: unknown): string {
  const shown = hideSecrets(path, value);
  const text = typeof shown === 'string' ? shown : JSON.stringify(shown);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

function hideSecrets(path: readonly string[], value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => hideSecrets(path, item));
  if (!isTree(value)) return isSecretPath(path) && value !== '' && value !== null ? HIDDEN : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, hideSecrets([...path, nameOf(value, key)], child)]),
  );
}

/** Texts in a tree that must never appear in a log. Short ones are left out: they would hide half of it. Pure. */
export function secretTexts(tree: ValueTree): readonly string[] {
  return leavesOf([], tree).flatMap(({ path, text }) =>
    text.length >= SHORTEST && isSecretPath(path) ? [text] : [],
  );
}

function leavesOf(
  path: readonly string[],
  value: unknown,
): readonly { readonly path: readonly string[]; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(path, item));
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => leavesOf([...path, nameOf(value, key)], child));
}

/** What a value is called: `{ name: DB_PASSWORD, value: x }`, as environments are written, has its name beside it. */
function nameOf(tree: ValueTree, key: string): string {
  const { name } = tree;
  return key === 'value' && typeof name === 'string' ? name : key;
}
