/** Words of a name that are parted by underscores, and words that end it without one: `DB_PASS`, `NPMTOKEN`. */
const SECRET_NAME =
  /(^|_)(secrets?|token|pass(words?|wd|phrase)?|pwd|api_?keys?|private_?keys?|access_?keys?|credentials?|dsn)(_|$)|(secret|token|password|passwd|passphrase)$/i;

/** Texts that are secrets whatever they are called. */
const SECRET_VALUES = [
  /\bgh[pousr]_\w{20,}/,
  /\bgithub_pat_\w{20,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  // a user and a password in an address
  /\b[a-z][a-z0-9+.-]*:\/\/[^/?#\s:@]*:[^/?#\s@]+@/i,
];

/** Whether Dockerfiles take this as the name of an argument. */
export function isArgumentName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

/**
 * What is wrong with a build argument by itself, or undefined. Build arguments stay readable in the image's history for
 * ever, so a value that is a known kind of secret is refused, whatever its name.
 */
export function checkBuildArgument(name: string, value: string): string | undefined {
  if (!isArgumentName(name)) return 'is not the name of a build argument';
  return SECRET_VALUES.some((pattern) => pattern.test(value))
    ? 'has a secret as its value; build arguments stay readable in the image'
    : undefined;
}

/** The names that look like those of secrets, without those that are said to be public. Pure. */
export function secretNames(names: readonly string[], publicNames: readonly string[]): readonly string[] {
  return names.filter((name) => SECRET_NAME.test(name) && !publicNames.includes(name));
}
