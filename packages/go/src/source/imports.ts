import { visitTokens } from './go-tokens.ts';

/** Declarations before which all imports stand (https://go.dev/ref/spec#Source_file_organization). */
const DECLARES = new Set(['func', 'type', 'var', 'const']);

/** The paths that a Go file imports, in order, each once. What comments and other strings quote is none. Pure. */
export function importPaths(source: string): readonly string[] {
  const found = new Set<string>();
  let place: 'outside' | 'spec' | 'group' | 'behind' = 'outside';
  visitTokens(source, (text) => {
    if (place === 'behind') return;
    if (place === 'outside') {
      if (text === 'import') place = 'spec';
      else if (DECLARES.has(text)) place = 'behind';
    } else if (text === '(') place = 'group';
    else if (text === ')') place = 'outside';
    else if (text.length > 2 && /^["`]/.test(text)) {
      found.add(text.slice(1, -1));
      if (place === 'spec') place = 'outside';
    }
  });
  return [...found];
}
