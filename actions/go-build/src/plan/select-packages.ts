import { resolve } from 'node:path';
import { type Files, InputError, type InputProblem, suggestWord } from '@fairlead/core';
import type { GoTree } from '@fairlead/go';
import type { MainPackage } from './main-packages.ts';
import { assignPatterns, locate, type ModulePatterns } from './package-patterns.ts';

/** What the input `packages` asks for, taken apart. */
export interface Selection {
  /** Folders, patterns and import paths; undefined where nothing but names or exclusions is written. */
  readonly patterns: readonly string[] | undefined;
  /** Names of executables. */
  readonly names: readonly string[];
  /** Folders, patterns and import paths behind `!`. */
  readonly excluded: readonly string[];
}

/** Reads the input: a bare word is the name of an executable, unless there is such a folder. */
export async function readSelection(
  written: readonly string[] | undefined,
  files: Files,
  tree: GoTree,
  workingDirectory: string,
): Promise<Selection> {
  const [patterns, names, excluded]: [string[], string[], string[]] = [[], [], []];
  for (const text of written ?? []) {
    if (text.startsWith('!')) excluded.push(text.slice(1).trim());
    else if (/^[\w-][\w.-]*$/.test(text) && (await isName(text, files, tree, workingDirectory)))
      names.push(text);
    else patterns.push(text);
  }
  return { patterns: patterns.length === 0 ? undefined : patterns, names, excluded };
}

async function isName(text: string, files: Files, tree: GoTree, workingDirectory: string): Promise<boolean> {
  if (tree.modules.some(({ path }) => path === text)) return false;
  return (await files.stat(resolve(workingDirectory, text))) === undefined;
}

/** The patterns to list: all of them where names are to be found. */
export function patternsToList(
  { patterns, names }: Selection,
  tree: GoTree,
  workingDirectory: string,
): readonly ModulePatterns[] {
  const asked = names.length > 0 ? undefined : patterns;
  return assignPatterns(asked, tree, workingDirectory).modules;
}

/**
 * The packages that were asked for among those that were found.
 *
 * @throws InputError for a name that none has, and when nothing is left.
 */
export function selectPackages(
  found: readonly MainPackage[],
  { patterns, names, excluded }: Selection,
  tree: GoTree,
  workingDirectory: string,
): readonly MainPackage[] {
  const unknown = names.filter((name) => !found.some((main) => main.binary === name));
  if (unknown.length > 0) throw new InputError(unknown.map((name) => unknownName(name, found)));
  const wanted =
    names.length === 0
      ? found
      : found.filter((main) => isSelected(main, { patterns, names }, tree, workingDirectory));
  const kept = wanted.filter(({ dir }) => !isIn(dir, excluded, tree, workingDirectory));
  if (kept.length > 0 || wanted.length === 0) return kept;
  const value = excluded.map((text) => `!${text}`).join(',');
  const allowed = `leave one of ${wanted.map(({ binary }) => binary).join(', ')}`;
  throw new InputError([{ input: 'packages', value, problem: 'leaves nothing to build', allowed }]);
}

/** Whether a binary is asked for by its name or by the folder of its package, or nothing is. */
export function isSelected(
  { binary, dir }: Pick<MainPackage, 'binary' | 'dir'>,
  { patterns, names }: Pick<Selection, 'patterns' | 'names'>,
  tree: GoTree,
  workingDirectory: string,
): boolean {
  if (patterns === undefined && names.length === 0) return true;
  return names.includes(binary) || isIn(dir, patterns ?? [], tree, workingDirectory);
}

function isIn(dir: string, texts: readonly string[], tree: GoTree, workingDirectory: string): boolean {
  return texts.some((text) => matches(dir, text, tree, workingDirectory));
}

function unknownName(value: string, found: readonly MainPackage[]): InputProblem {
  const names = [...new Set(found.map(({ binary }) => binary))];
  const near = suggestWord(value, names);
  const question = near === undefined ? '' : `; did you mean ${near}?`;
  return {
    input: 'packages',
    value,
    problem: `is no folder, and no main package has this name${question}`,
    allowed: names.join(', ') || 'a folder such as ./cmd/api',
  };
}

/** Whether a folder is what a pattern names: `...` stands for anything, and `/...` at the end for nothing too. */
export function matches(dir: string, text: string, tree: GoTree, workingDirectory: string): boolean {
  const { base, tail } = locate(text, tree, workingDirectory);
  const quoted = tail
    .split('...')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.*')
    .replace(/^\/\.\*$/, '(/.*)?');
  return dir.startsWith(base) && new RegExp(`^${quoted}$`).test(dir.slice(base.length));
}
