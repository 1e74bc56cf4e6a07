import { STOP, visitTokens } from './go-tokens.ts';

/** Declarations before which all imports stand (https://go.dev/ref/spec#Source_file_organization). */
const DECLARES = new Set(['func', 'type', 'var', 'const']);

/** One import of a Go file. */
export interface ImportSpec {
  /** As it is written: a name, `.` or `_`; undefined for the package's own. */
  readonly name: string | undefined;
  /** What stands between the quotes. */
  readonly path: string;
}

/** The imports of a Go file, in order. What comments and other strings quote is none. Pure. */
export function importSpecs(source: string): readonly ImportSpec[] {
  const found: ImportSpec[] = [];
  let place: 'outside' | 'spec' | 'group' = 'outside';
  let name: string | undefined;
  visitTokens(source, (text) => {
    if (place === 'outside') {
      if (text === 'import') place = 'spec';
      else if (DECLARES.has(text)) return STOP;
    } else if (text === '(') place = 'group';
    else if (text === ')') place = 'outside';
    else if (text.length > 2 && /^["`]/.test(text)) {
      found.push({ name, path: text.slice(1, -1) });
      name = undefined;
      if (place === 'spec') place = 'outside';
    } else name = text === ';' ? undefined : text;
    return undefined;
  });
  return found;
}

/** The paths that a Go file imports, in order, each once. Pure. */
export function importPaths(source: string): readonly string[] {
  return [...new Set(importSpecs(source).map(({ path }) => path))];
}
