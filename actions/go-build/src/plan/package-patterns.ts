import { relative, resolve } from 'node:path';
import type { InputProblem } from '@fairlead/core';
import { type GoModule, type GoTree, isInside, moduleAround } from '@fairlead/go';

/** What is to be listed in one module. Patterns are relative to its folder. */
export interface ModulePatterns {
  readonly module: GoModule;
  readonly patterns: readonly PackagePattern[];
}

/** One pattern, and how the user wrote it. */
export interface PackagePattern {
  readonly pattern: string;
  /** As in the input; undefined for the default pattern. */
  readonly written: string | undefined;
}

/** Patterns by module, or what is wrong with some of them. */
export interface PatternAssignment {
  readonly modules: readonly ModulePatterns[];
  readonly problems: readonly InputProblem[];
}

/** Gives each pattern to the module that holds it. Without patterns every module is listed as far as it lies in the working directory. */
export function assignPatterns(
  written: readonly string[] | undefined,
  tree: GoTree,
  workingDirectory: string,
): PatternAssignment {
  const byModule = new Map<GoModule, PackagePattern[]>();
  const problems: InputProblem[] = [];
  const add = (module: GoModule, base: string, tail: string, text: string | undefined): void => {
    const pattern = `${`./${relative(module.dir, base)}`.replace(/\/$/, '')}${tail}`;
    byModule.set(module, [...(byModule.get(module) ?? []), { pattern, written: text }]);
  };
  const addAllBelow = (base: string, text: string | undefined): void => {
    for (const module of tree.modules) {
      if (isInside(module.dir, base)) add(module, module.dir, '/...', text);
      else if (moduleAround(tree.modules, base) === module) add(module, base, '/...', text);
    }
  };
  if (written === undefined) addAllBelow(workingDirectory, undefined);
  for (const text of written ?? []) {
    const place = locate(text, tree, workingDirectory);
    const module = moduleAround(tree.modules, place.base);
    const below = tree.modules.some((other) => isInside(other.dir, place.base));
    if (place.tail === '/...' && (module !== undefined || below)) addAllBelow(place.base, text);
    else if (module !== undefined) add(module, place.base, place.tail, text);
    else problems.push(describeLost(text, place.base, tree));
  }
  return { modules: [...byModule].map(([module, patterns]) => ({ module, patterns })), problems };
}

/** The folder that a pattern starts from, and the rest of it from the first wildcard on. */
export interface PatternPlace {
  readonly base: string;
  readonly tail: string;
}

/** Finds the folder of a path pattern, or of an import path in one of the modules. */
export function locate(text: string, tree: GoTree, workingDirectory: string): PatternPlace {
  const whole = text.startsWith('...') ? `./${text}` : text;
  const [, head = whole, tail = ''] = /^(.*?)(\/?\.\.\.(?:\/.*)?)$/.exec(whole) ?? [];
  const isPath = /^(\.{1,2}$|\.{1,2}\/|\/)/.test(whole);
  const owner = isPath
    ? undefined
    : [...tree.modules, ...tree.unlisted]
        .filter((module) => head === module.path || head.startsWith(`${module.path}/`))
        .sort((a, b) => b.path.length - a.path.length)[0];
  if (owner !== undefined) return { base: resolve(owner.dir, `.${head.slice(owner.path.length)}`), tail };
  return { base: resolve(workingDirectory, head), tail };
}

function describeLost(text: string, base: string, tree: GoTree): InputProblem {
  const unlisted = moduleAround(tree.unlisted, base);
  const problem =
    unlisted === undefined
      ? 'lies in no Go module of the working directory'
      : `lies in module ${unlisted.path}, which go.work does not list (go work use adds it)`;
  const known = tree.modules.map((module) => module.path).join(', ');
  return { input: 'packages', value: text, problem, allowed: `packages of ${known}` };
}
