import { type GoToken, goTokens } from './go-tokens.ts';

/** One constant or variable at package level. */
export interface Declaration {
  readonly name: string;
  /** Its type as written; empty without one. */
  readonly type: string;
  /** The expression that it starts with; undefined without one, or where one call gives several values. */
  readonly value: readonly GoToken[] | undefined;
}

/** What one file declares at package level, as far as versions need it. */
export interface Declarations {
  /** Import paths by the name that the file uses for them. */
  readonly imports: ReadonlyMap<string, string>;
  /** All import paths, those too that have no name of their own: `_` and `.` may stand before several. */
  readonly paths: readonly string[];
  readonly constants: readonly Declaration[];
  readonly variables: readonly Declaration[];
}

const OPENS = new Set(['(', '[', '{']);
const CLOSES = new Set([')', ']', '}']);

/** Reads imports, constants and variables at package level; bodies of functions are passed over. */
export function readDeclarations(source: string): Declarations {
  const imports = new Map<string, string>();
  const paths: string[] = [];
  const constants: Declaration[] = [];
  const variables: Declaration[] = [];
  for (const [keyword = '', ...rest] of statements(source)) {
    if (keyword === 'import')
      for (const spec of specsOf(rest)) {
        const [name, path] = readImport(spec);
        imports.set(name, path);
        paths.push(path);
      }
    if (keyword === 'var') for (const spec of specsOf(rest)) variables.push(...readSpec(spec));
    if (keyword === 'const') constants.push(...readConstants(specsOf(rest)));
  }
  return { imports, paths, constants, variables };
}

/** The statements at package level, each without the `;` at its end. */
function* statements(source: string): Generator<readonly GoToken[]> {
  let depth = 0;
  let current: GoToken[] = [];
  for (const token of goTokens(source)) {
    if (OPENS.has(token)) depth += 1;
    if (CLOSES.has(token)) depth -= 1;
    if (token === ';' && depth <= 0) {
      yield current;
      current = [];
      depth = 0;
    } else if (depth === 0 || /^(?:var|const|import)$/.test(current[0] ?? '')) current.push(token);
  }
}

/** `var ( a; b )` holds several, `var a` one. */
function specsOf(tokens: readonly GoToken[]): readonly (readonly GoToken[])[] {
  if (tokens[0] !== '(') return [tokens];
  return splitAt(tokens.slice(1, -1), ';').filter((spec) => spec.length > 0);
}

/** Splits at a mark that stands in no brackets. */
function splitAt(tokens: readonly GoToken[], mark: GoToken): readonly (readonly GoToken[])[] {
  const parts: GoToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (OPENS.has(token)) depth += 1;
    if (CLOSES.has(token)) depth -= 1;
    if (token === mark && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The name that a file uses for what it imports, and the path. */
function readImport(spec: readonly GoToken[]): readonly [string, string] {
  const path = spec.at(-1)?.slice(1, -1) ?? '';
  const elements = path.split('/');
  const last = elements.at(-1) ?? '';
  const implied = /^v\d+$/.test(last) ? (elements.at(-2) ?? last) : last;
  return [spec.length > 1 ? (spec[0] ?? implied) : implied, path];
}

function readSpec(spec: readonly GoToken[], inherited?: readonly GoToken[]): Declaration[] {
  const at = spec.indexOf('=');
  const left = at === -1 ? spec : spec.slice(0, at);
  const values = at === -1 ? undefined : splitAt(spec.slice(at + 1), ',');
  const names: string[] = [];
  let next = 0;
  for (; next < left.length; next += 2) {
    names.push(left[next] ?? '');
    if (left[next + 1] !== ',') break;
  }
  const type = left.slice(next + 1).join('');
  return names.map((name, index) => ({
    name,
    type,
    value: values === undefined ? inherited : values.length === names.length ? values[index] : ['?'],
  }));
}

/** A constant without a value repeats the expression above it (https://go.dev/ref/spec#Constant_declarations). */
function readConstants(specs: readonly (readonly GoToken[])[]): readonly Declaration[] {
  const found: Declaration[] = [];
  for (const spec of specs) found.push(...readSpec(spec, found.at(-1)?.value));
  return found;
}
