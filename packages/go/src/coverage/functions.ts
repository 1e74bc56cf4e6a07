import { type GoToken, goTokens } from './go-tokens.ts';

/** A function or method of a file, from `func` to its closing brace. */
export interface GoFunction {
  /** `Name`, or `Type.Name` and `(*Type).Name` for methods. */
  readonly name: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const OPEN = new Set(['(', '[', '{']);
const CLOSE = new Set([')', ']', '}']);

/** Finds the declared functions of Go source, in order. Function literals belong to what they stand in. */
export function findFunctions(source: string): readonly GoFunction[] {
  const tokens = [...goTokens(source)];
  const found: GoFunction[] = [];
  let depth = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as GoToken;
    if (OPEN.has(token.text)) depth += 1;
    if (CLOSE.has(token.text)) depth -= 1;
    if (depth !== 0 || token.text !== 'func' || !startsDeclaration(tokens, index)) continue;
    const end = functionEnd(tokens, index);
    if (end === undefined) continue;
    found.push(describe(tokens, index, end));
    index = end;
  }
  return found;
}

/** `var f = func() {}` is a literal; a declaration begins a line and continues no assignment. */
function startsDeclaration(tokens: readonly GoToken[], index: number): boolean {
  const previous = tokens[index - 1];
  if (previous === undefined || previous.text === ';') return true;
  return previous.line !== tokens[index]?.line && previous.text !== '=';
}

/** Index of the closing brace of the body; undefined for a function that is implemented outside of Go. */
function functionEnd(tokens: readonly GoToken[], start: number): number | undefined {
  let depth = 0;
  for (let index = start + 1; index < tokens.length; index++) {
    const { text, line } = tokens[index] as GoToken;
    const previous = tokens[index - 1] as GoToken;
    if (depth === 0 && (text === ';' || (line !== previous.line && text !== '{'))) return undefined;
    if (depth === 0 && text === '{' && previous.text !== 'interface' && previous.text !== 'struct')
      return matching(tokens, index);
    if (OPEN.has(text)) depth += 1;
    if (CLOSE.has(text)) depth -= 1;
  }
  return undefined;
}

function matching(tokens: readonly GoToken[], open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const text = tokens[index]?.text ?? '';
    if (OPEN.has(text)) depth += 1;
    if (CLOSE.has(text)) depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function describe(tokens: readonly GoToken[], start: number, end: number): GoFunction {
  const first = tokens[start] as GoToken;
  const last = tokens[end] as GoToken;
  const span = {
    startLine: first.line,
    startColumn: first.column,
    endLine: last.line,
    endColumn: last.column + 1,
  };
  if (tokens[start + 1]?.text !== '(') return { name: tokens[start + 1]?.text ?? '', ...span };
  const close = matching(tokens, start + 1) ?? start + 1;
  const receiver = tokens.slice(start + 2, close).map((token) => token.text);
  const generics = receiver.indexOf('[');
  const plain = generics === -1 ? receiver : receiver.slice(0, generics);
  const type = plain.at(-1) ?? '';
  const name = tokens[close + 1]?.text ?? '';
  return { name: plain.includes('*') ? `(*${type}).${name}` : `${type}.${name}`, ...span };
}
