import { findFunctions, type GoFunction } from '../coverage/functions.ts';

/** The tests that a test file declares, as `go test` finds them: tests, fuzz targets, and examples with an output. */
export function declaredTests(source: string): readonly string[] {
  return findFunctions(source)
    .filter((item) => isTest(item.name) || isExample(item, source))
    .map(({ name }) => name);
}

/** A name that continues with a lower-case letter is no test (`isTest` in cmd/go/internal/load). */
function isTest(name: string): boolean {
  return name !== 'TestMain' && /^(?:Test|Fuzz)(?!\p{Ll})[^.]*$/u.test(name);
}

/**
 * Only an example whose last comment begins with `Output:` or `Unordered output:` is run (`go doc go/doc.Examples`).
 * The comment is looked for in its plain form, on lines of its own; an example in another form is not demanded.
 */
function isExample({ name, start, end }: GoFunction, source: string): boolean {
  if (!/^Example(?!\p{Ll})[^.]*$/u.test(name)) return false;
  const lines = source
    .slice(start, end)
    .split('\n')
    .map((line) => line.trim());
  if (!/^func\s+\w+\(\)\s*\{/.test(lines[0] ?? '') || lines.at(-1) !== '}') return false;
  const body = lines.slice(1, -1);
  while (body.at(-1) === '') body.pop();
  const above = body.findLastIndex((line) => !line.startsWith('//'));
  return /^\/\/\s*(?:unordered )?output:/i.test(body[above + 1] ?? '');
}
