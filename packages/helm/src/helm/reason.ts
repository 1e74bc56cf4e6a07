/** What helm puts before its reason. */
const PREFIXES = [
  /^Error:\s*/,
  /^(UPGRADE|INSTALLATION|ROLLBACK) FAILED:\s*/,
  /^INSTALLATION FAILED:\s*/,
  /^template: /,
];

const MOST_LINES = 4;

/** The reason in what helm printed to stderr: its `Error:` line without the shouting. Pure. */
export function helmReason(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  const at = lines.findLastIndex((line) => line.startsWith('Error:'));
  if (at < 0) return lines.findLast((line) => line !== '' && !/^WARNING:|^time=|^level=/.test(line));
  const first = PREFIXES.reduce((text, prefix) => text.replace(prefix, ''), lines[at] ?? '');
  // Helm 4 tells an error of a template, and both tell one of a schema, in the lines up to the next empty one.
  const more = lines.slice(at + 1);
  const end = more.indexOf('');
  return [first, ...more.slice(0, end < 0 ? undefined : end).slice(0, MOST_LINES)].join(' ').slice(0, 600);
}

/** Whether helm found another run at the release, and so did not begin: every revision is its record's only maker. Pure. */
export function isBusy(reason: string): boolean {
  return /another operation \(.*\) is in progress|release: already exists|cannot re-?use a name that is still in use/.test(
    reason,
  );
}

/** Whether helm gave up waiting, rather than being refused. Pure. */
export function isTimeout(reason: string): boolean {
  return /context deadline exceeded|timed out waiting|context canceled/i.test(reason);
}

/** Whether the cluster did not answer helm, so that a later try may do. Pure. */
export function isAway(reason: string): boolean {
  return /cluster unreachable|connection (refused|reset)|i\/o timeout|no route to host|\bEOF\b|TLS handshake|unable to handle the request|etcdserver|apiserver not ready|server is currently unable|client connection lost/i.test(
    reason,
  );
}

/** Whether helm could not find a kind that the chart's own definitions would bring. Pure. */
export function isUnknownKind(reason: string): boolean {
  return /no matches for kind|resource mapping not found|ensure CRDs are installed first/i.test(reason);
}
