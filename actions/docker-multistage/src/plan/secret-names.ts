const SECRET_NAME =
  /(^|_)(secret|token|password|passwd|pwd|api_?key|private_?key|access_?key|credentials?)(_|$)/i;

const SECRET_VALUE = [
  /^gh[pousr]_\w{20,}$/,
  /^github_pat_\w{20,}$/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^AKIA[0-9A-Z]{16}$/,
];

/**
 * Build arguments stay readable in the image's history for ever, so secrets must not be among them.
 * The answer is what is wrong with one, or undefined.
 */
export function checkBuildArgument(name: string, value: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return 'is not the name of a build argument';
  if (SECRET_NAME.test(name) || SECRET_VALUE.some((pattern) => pattern.test(value))) {
    return 'looks like a secret; build arguments stay readable in the image';
  }
  return undefined;
}
