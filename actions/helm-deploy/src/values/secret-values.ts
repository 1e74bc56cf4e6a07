import { isTree, type ValueTree } from './set-paths.ts';

const SECRET_KEY =
  /(pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key|access[-_]?key|dsn|connection[-_]?string)s?$/i;
/** Sections whose content is secret whatever its keys are called: `secret.data`, `secrets`. */
const SECRET_SECTION = /^secrets?$|^secret-?data$|^stringData$/i;
/** Keys that look like a secret and only name one, or switch something. */
const NAME_ONLY = /(name|ref|existing\w*|enabled|create|envFrom|mountPath|keyName)$/i;
const SHORTEST = 6;

/** What stands in place of a secret. */
export const HIDDEN = '***';

/** Whether a value must not be shown, by the look of its key. Pure. */
export function isSecretPath(path: readonly string[]): boolean {
  const leaf = path.at(-1) ?? '';
  if (NAME_ONLY.test(leaf) || /^existing/i.test(leaf)) return false;
  return SECRET_KEY.test(leaf) || path.slice(0, -1).some((part) => SECRET_SECTION.test(part));
}

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
