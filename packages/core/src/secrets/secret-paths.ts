const SECRET_KEY =
  /(pass(word|wd|phrase)?|pwd|secret|token|credential|api[-_]?key|private[-_]?key|access[-_]?key|dsn|connection[-_]?string)s?$/i;
/** Sections whose content is secret whatever its keys are called: `secret.data`, `secrets`. */
const SECRET_SECTION = /^secrets?$|^secret-?data$|^stringData$/i;
/** Keys that look like a secret and only name one, or switch something. */
const NAME_ONLY = /(name|ref|existing\w*|enabled|create|envFrom|mountPath|keyName)$/i;
/** Shorter texts would hide half of a log. */
const SHORTEST = 6;

/** Whether what stands at this path of keys must not be shown, by the look of the keys. */
export function isSecretPath(path: readonly string[]): boolean {
  const leaf = path.at(-1) ?? '';
  if (NAME_ONLY.test(leaf) || /^existing/i.test(leaf)) return false;
  return SECRET_KEY.test(leaf) || path.slice(0, -1).some((part) => SECRET_SECTION.test(part));
}

/** The text of a map input as it may be shown, and the texts in it that must never appear. */
export interface ShownMap {
  readonly shown: string;
  readonly secrets: readonly string[];
}

/**
 * Lines of `KEY=VALUE` (keys are paths such as `db.auth.password`) without the values of keys that look secret. A line that
 * is no such pair and names a secret is hidden whole: what was meant to be its value may be in it.
 */
export function hideSecretLines(text: string): ShownMap {
  const secrets: string[] = [];
  const lines = text.split('\n').map((line) => {
    const equals = line.indexOf('=');
    const path = (equals < 0 ? line.replace(/[:\s].*$/s, '') : line.slice(0, equals)).trim().split(/[.[\]]+/);
    if (!isSecretPath(path.filter((part) => part !== ''))) return line;
    const value = line.slice(equals + 1).trim();
    if (value.length >= SHORTEST && !/^(true|false|null|[\d.]+)$/i.test(value)) secrets.push(value);
    return equals < 0 ? '***' : `${line.slice(0, equals + 1)}***`;
  });
  return { shown: lines.join('\n'), secrets };
}
