/**
 * Names of the package-level string variables that the linker can set with `-X`: declared without a value
 * and with type `string`, or initialised by a string literal. Reads gofmt-shaped source; it is not a parser.
 */
export function findStringVariables(source: string): readonly string[] {
  const found: string[] = [];
  let inBlock = false;
  for (const raw of withoutBlockComments(source).split('\n')) {
    const line = raw.replace(/\s*\/\/.*$/, '');
    if (inBlock) {
      if (/^\)/.test(line)) inBlock = false;
      else if (/^\t\w|^ +\w/.test(line)) found.push(...namesIn(line.trim()));
      continue;
    }
    if (/^var \($/.test(line.trimEnd())) inBlock = true;
    else if (line.startsWith('var ')) found.push(...namesIn(line.slice('var '.length).trim()));
  }
  return found;
}

/** A string literal to the end of it, so that an expression or a call does not count. */
const LITERAL = /^(?:"(?:[^"\\]|\\.)*"|`[^`]*`)$/;

function namesIn(declaration: string): string[] {
  const match = /^([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*(string)?\s*(?:=\s*(.+))?$/.exec(declaration);
  if (match === null) return [];
  const [, names = '', type, value] = match;
  const list = names.split(',').map((name) => name.trim());
  if (value === undefined) return type === undefined ? [] : list;
  const values = value.split(/,\s*(?=["`])/).map((part) => part.trim());
  return list.filter((_, index) => LITERAL.test(values[index] ?? ''));
}

function withoutBlockComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '');
}
