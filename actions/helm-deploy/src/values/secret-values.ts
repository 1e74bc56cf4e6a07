import { isTree, type ValueTree } from './set-paths.ts';

const SECRET_KEY =
  /(pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key|access[-_]?key|dsn|connection[-_]?string)s?$/i;
/** Sections whose content is secret whatever its keys are called: `secret.data`, `secrets`. */
const SECRET_SECTION = /^secrets?$|^secret-?data$|^stringData$/i;
/** Keys that look like a secret and only name one, or switch something. */
const NAME_ONLY = /(name|ref|existing\w*|enabled|create|envFrom|mountPath|keyName)$/i;
const SHORTEST = 6;

/** Whether a value must not be shown, by the look of its key. Pure. */
export function isSecretPath(path: readonly string[]): boolean {
  const leaf = path.at(-1) ?? '';
  if (NAME_ONLY.test(leaf) || /^existing/i.test(leaf)) return false;
  return SECRET_KEY.test(leaf) || path.slice(0, -1).some((part) => SECRET_SECTION.test(part));
}

/** A value for people: secrets hidden, long ones cut. Pure. */
export function showValue(path: readonly string[], value: unknown): string {
  if (isSecretPath(path) && value !== '' && value !== null) return '***';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** Texts in a tree that must never appear in a log. Short ones are left out: they would hide half of it. Pure. */
export function secretTexts(tree: ValueTree, above: readonly string[] = []): readonly string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = [...above, key];
    if (isTree(value)) return secretTexts(value, path);
    return typeof value === 'string' && value.length >= SHORTEST && isSecretPath(path) ? [value] : [];
  });
}
