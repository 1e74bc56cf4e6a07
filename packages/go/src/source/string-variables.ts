import { type Declaration, type Declarations, readDeclarations } from './declarations.ts';
import type { GoToken } from './go-tokens.ts';

/** Whether `import path` has a string constant of this name. */
export type KnowsConstant = (importPath: string, name: string) => boolean;

/** The string constants of a package and the variables that the linker can set in it. */
export interface PackageStrings {
  readonly constants: ReadonlySet<string>;
  readonly variables: readonly string[];
  /** Import paths that its files name. */
  readonly imports: ReadonlySet<string>;
}

/**
 * Finds the package-level variables that the linker can set with `-X`: of type string, without a value or with one that
 * is a constant expression: literals, constants of the package or of others, and what `+` makes of them.
 *
 * @param sources the texts of all files of one package.
 * @param knows tells about constants of other packages; by default nothing is known of them.
 */
export function readStrings(sources: readonly string[], knows: KnowsConstant = () => false): PackageStrings {
  const files = sources.map(readDeclarations);
  const imports = new Set(files.flatMap(({ paths }) => paths));
  const constants = findConstants(files, knows);
  const variables = files.flatMap((file) =>
    file.variables.filter((variable) => canBeSet(variable, file, constants, knows)).map(({ name }) => name),
  );
  return { constants, variables, imports };
}

/** How often constants that name constants further down are looked at again: more is no source that people write. */
const PASSES = 20;

/** Constants may name constants that stand below them or in another file: while something is found, look again. */
function findConstants(files: readonly Declarations[], knows: KnowsConstant): ReadonlySet<string> {
  const found = new Set<string>();
  let open = files.flatMap((file) => file.constants.map((constant) => ({ constant, file })));
  for (let pass = 0, before = -1; pass < PASSES && before < found.size; pass += 1) {
    before = found.size;
    open = open.filter(({ constant, file }) => {
      const isOne = isString(constant) && isConstant(constant.value, file, found, knows);
      if (isOne) found.add(constant.name);
      return !isOne;
    });
  }
  return found;
}

function canBeSet(
  variable: Declaration,
  file: Declarations,
  constants: ReadonlySet<string>,
  knows: KnowsConstant,
): boolean {
  if (variable.name === '_' || !isString(variable)) return false;
  if (variable.value === undefined) return variable.type === 'string';
  return isConstant(variable.value, file, constants, knows);
}

function isString({ type }: Declaration): boolean {
  return type === '' || type === 'string';
}

/** `"a"`, `name`, `other.Name`, `(…)`, `string(…)`, and several of them with `+` between. */
function isConstant(
  tokens: readonly GoToken[] | undefined,
  { imports }: Declarations,
  constants: ReadonlySet<string>,
  knows: KnowsConstant,
): boolean {
  if (tokens === undefined || tokens.length === 0) return false;
  let at = 0;
  const operand = (): boolean => {
    const token = tokens[at++] ?? '';
    if (token === ';') return operand(); // a line end behind +
    if (token === 'string' && tokens[at] === '(') return operand();
    if (token === '(') return sum() && tokens[at++] === ')';
    if (/^["`]/.test(token)) return true;
    if (tokens[at] !== '.') return constants.has(token);
    const path = imports.get(token);
    at += 2;
    return path !== undefined && knows(path, tokens[at - 1] ?? '');
  };
  const sum = (): boolean => {
    if (!operand()) return false;
    while (tokens[at] === '+') {
      at += 1;
      if (!operand()) return false;
    }
    return true;
  };
  return sum() && at === tokens.length;
}
