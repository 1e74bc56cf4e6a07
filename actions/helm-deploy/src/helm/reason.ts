/** What helm puts before its reason. */
const PREFIXES = [
  /^Error:\s*/,
  /^(UPGRADE|INSTALLATION|ROLLBACK) FAILED:\s*/,
  /^INSTALLATION FAILED:\s*/,
  /^template: /,
];

/** The reason in what helm printed to stderr: its `Error:` line without the shouting. Pure. */
export function helmReason(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  const at = lines.findLastIndex((line) => line.startsWith('Error:'));
  if (at < 0) return lines.findLast((line) => line !== '' && !/^WARNING:|^time=|^level=/.test(line));
  const first = PREFIXES.reduce((text, prefix) => text.replace(prefix, ''), lines[at] ?? '');
  // A schema or YAML error names the place in the lines that follow.
  const more = first.endsWith(':') ? lines.slice(at + 1).filter((line) => line !== '') : [];
  return [first, ...more.slice(0, 3)].join(' ').slice(0, 600);
}

/** Whether helm gave up waiting, rather than being refused. Pure. */
export function isTimeout(reason: string): boolean {
  return /context deadline exceeded|timed out waiting|context canceled/i.test(reason);
}
