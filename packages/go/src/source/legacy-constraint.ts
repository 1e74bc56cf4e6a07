/**
 * The line of a `// +build` constraint in a file that has no `//go:build` line; undefined when there is none.
 * Go still obeys the old form; gofmt writes the new one above it
 * (https://go.dev/doc/go1.17#gofmt).
 */
export function findLegacyConstraint(source: string): number | undefined {
  let legacy: number | undefined;
  for (const [index, line] of source.split('\n').entries()) {
    if (/^package\s/.test(line)) break;
    if (/^\/\/go:build\s/.test(line)) return undefined;
    if (/^\/\/\s*\+build\s/.test(line)) legacy ??= index + 1;
  }
  return legacy;
}
