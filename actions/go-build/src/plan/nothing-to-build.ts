import { dirname, resolve } from 'node:path';
import { type Files, InputError } from '@fairlead/core';
import { type GoPackage, walkSources } from '@fairlead/go';
import type { ModulePatterns } from './package-patterns.ts';

/** Where main packages were looked for. */
interface Searched {
  readonly modules: readonly ModulePatterns[];
  readonly tags: readonly string[];
  readonly show: (path: string) => string;
}

/** Explains a search that found no main package: where it looked, what it saw, and what was left out and why (SRC-01). */
export async function explainNothing(
  files: Files,
  { modules, show, tags }: Searched,
  seen: readonly GoPackage[],
): Promise<InputError> {
  const searched = modules.flatMap(({ module, patterns }) =>
    patterns.map(({ pattern }) => show(resolve(module.dir, pattern.replace(/\/?\.\.\..*$/, '') || '.'))),
  );
  const read = seen.flatMap(({ name, dir }) => (name === '' ? [] : [show(dir)]));
  const left = (await findMains(files, modules)).map(show).filter((dir) => !read.includes(dir));
  const tagged = tags.length === 0 ? '' : ` with tags ${tags.join(', ')}`;
  const problem = [
    `no main package found${tagged} in or below ${[...new Set(searched)].join(', ')}`,
    `folders with Go files: ${shorten(read) || 'none'}`,
    ...(left.length === 0 ? [] : [`left out by build constraints (targets, tags or cgo): ${shorten(left)}`]),
  ].join('; ');
  const allowed = 'a tree with at least one package main, usually below cmd/';
  return new InputError([{ input: 'packages', problem, allowed }], {
    code: 'GO_NO_MAIN_PACKAGE',
    hint: 'point working-directory at the service, or name its main packages in packages',
  });
}

/** Folders with a file that says package main, whatever its constraints. */
async function findMains(files: Files, modules: Searched['modules']): Promise<string[]> {
  const found = new Set<string>();
  for (const { module } of modules) {
    for (const { absolute } of await walkSources(files, module.dir)) {
      if (absolute.endsWith('.go') && /^package main\b/m.test(await files.readText(absolute)))
        found.add(dirname(absolute));
    }
  }
  return [...found];
}

function shorten(names: readonly string[]): string {
  const unique = [...new Set(names)].sort();
  const shown = unique.slice(0, 12).join(', ');
  return unique.length > 12 ? `${shown} and ${unique.length - 12} more` : shown;
}
