import { relative } from 'node:path';
import { compileGlob, type PackageCoverage } from '@fairlead/go';
import type { Job } from '../check/check.ts';
import type { Scope } from '../rule/condition-rule.ts';

/** Packages that are judged together, under a name. */
export interface Subject {
  readonly name: string;
  readonly packages: readonly PackageCoverage[];
}

/** Splits packages into what a scope judges; a pattern names folders below the working directory, or import paths. */
export function subjectsOf(
  { plan, ports }: Pick<Job, 'plan' | 'ports'>,
  packages: readonly PackageCoverage[],
  { kind, glob }: Scope,
): readonly Subject[] {
  const known = new Map(
    plan.modules.flatMap(({ module, packages: own }) =>
      own.map((item) => [item.importPath, { module, dir: item.dir }] as const),
    ),
  );
  const moduleOf = (name: string): { readonly path: string; readonly dir: string } | undefined =>
    known.get(name)?.module ??
    plan.modules
      .map(({ module }) => module)
      .filter(({ path }) => name === path || name.startsWith(`${path}/`))
      .sort((a, b) => b.path.length - a.path.length)[0];
  const matches = matcher(glob);
  const folder = (dir: string | undefined): string =>
    dir === undefined ? '' : relative(ports.workingDirectory, dir) || '.';
  if (kind === 'module') {
    const groups = Map.groupBy(packages, ({ name }) => moduleOf(name)?.path ?? '');
    return [...groups]
      .filter(([path, own]) => matches(path, folder(moduleOf(own[0]?.name ?? '')?.dir)))
      .map(([name, own]) => ({ name, packages: own }));
  }
  const wanted = packages.filter(({ name }) => matches(name, folder(known.get(name)?.dir)));
  if (kind === 'packages') return wanted.length === 0 ? [] : [{ name: '', packages: wanted }];
  return wanted.map((item) => ({ name: item.name, packages: [item] }));
}

/** `internal/...` and `internal/**` name the folder itself and all below it. */
function matcher(glob: string | undefined): (...names: readonly string[]) => boolean {
  if (glob === undefined) return () => true;
  const expression = compileGlob(glob.replace(/\/(?:\.\.\.|\*\*)$/, ''));
  return (...names) => names.some((name) => name !== '' && expression.test(name));
}
