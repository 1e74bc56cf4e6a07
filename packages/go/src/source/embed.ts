/** The patterns of a file's `//go:embed` lines, relative to its folder, as written (https://pkg.go.dev/embed). */
export function embedPatterns(source: string): readonly string[] {
  return [...source.matchAll(/^\/\/go:embed[ \t]+(.+)$/gm)]
    .flatMap(([, words = '']) => [...words.matchAll(/"([^"]*)"|`([^`]*)`|(\S+)/g)])
    .map((match) => (match[1] ?? match[2] ?? match[3] ?? '').replace(/^all:/, ''))
    .filter((pattern) => pattern !== '');
}

/** The part of a pattern before its first wildcard: what lies at or below it may be embedded. */
export function embedBase(pattern: string): string {
  const at = pattern.search(/[*?[\\]/);
  if (at < 0) return pattern;
  const slash = pattern.lastIndexOf('/', at);
  return slash < 0 ? '.' : pattern.slice(0, slash);
}
