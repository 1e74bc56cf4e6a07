import { resolve } from 'node:path';
import { InputError } from '@fairlead/core';
import type { GoPackage } from '@fairlead/go';
import { describeLeftOut, type LeftOut } from './left-out.ts';
import type { ModulePatterns } from './package-patterns.ts';

const HINT =
  'if there is a program, point working-directory at it, or name its main packages in packages, for example ./cmd/api or ./cmd/...';

/** Where main packages were looked for. */
interface Searched {
  readonly modules: readonly ModulePatterns[];
  readonly tags: readonly string[];
  readonly show: (path: string) => string;
}

/** Explains a search that found no main package: where it looked, what it saw, and what was left out and why. */
export function explainNothing(
  { modules, show, tags }: Searched,
  seen: readonly GoPackage[],
  leftOut: readonly LeftOut[],
): InputError {
  const searched = modules.flatMap(({ module, patterns }) =>
    patterns.map(({ pattern }) => show(resolve(module.dir, pattern.replace(/\/?\.\.\..*$/, '') || '.'))),
  );
  const read = seen.flatMap(({ name, dir }) => (name === '' ? [] : [show(dir)]));
  const left = describeLeftOut(leftOut, show);
  const isLibrary = read.length > 0 && left.length === 0 && seen.every(({ name }) => name !== 'main');
  const tagged = tags.length === 0 ? '' : ` with tags ${tags.join(', ')}`;
  const problem = [
    `no main package found${tagged} in or below ${[...new Set(searched)].join(', ')}`,
    `folders with Go files: ${shorten(read) || 'none'}`,
    ...(left.length === 0 ? [] : [`left out: ${shorten(left)}`]),
    ...(isLibrary
      ? ['a library needs no go-build: leave this step out, quality-gate compiles and tests it']
      : []),
  ].join('; ');
  const allowed = 'a tree with at least one package main, usually below cmd/';
  return new InputError([{ input: 'packages', problem, allowed }], {
    code: 'BUILD_NO_MAIN_PACKAGE',
    hint: HINT,
  });
}

function shorten(names: readonly string[]): string {
  const unique = [...new Set(names)].sort();
  const shown = unique.slice(0, 12).join(', ');
  return unique.length > 12 ? `${shown} and ${unique.length - 12} more` : shown;
}
