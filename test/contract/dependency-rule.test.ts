import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { describe, expect, it } from 'vitest';
import { importsOf, type Manifest, readManifests, readSources, workspaceOf } from './support/sources.ts';

/** What each workspace may import of ours. Actions: see `allowed`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/core': [],
  'packages/git': ['core'],
  'packages/version': ['core'],
  'packages/github': ['core'],
  'packages/tools': ['core'],
  'packages/go': ['core'],
  'packages/oci': ['core'],
  'packages/kube': ['core'],
  'packages/helm': ['core', 'kube', 'oci', 'tools'],
  'packages/cli': ['core', 'git', 'go', 'version'],
  'packages/devcluster': ['core', 'kube'],
  'packages/testkit': ['core', 'go', 'oci', 'kube'],
  'packages/devtools': ['core', 'go', 'kube', 'oci', 'cli', 'devcluster', 'testkit'],
};
const FOR_ACTIONS = ['core', 'git', 'version', 'github', 'tools', 'go', 'oci', 'kube', 'helm'];

const manifests = await readManifests();
const sources = [
  ...(await readSources('packages', ['.ts'])),
  ...(await readSources('actions', ['.ts'])),
].filter(({ path }) => path.split('/')[2] === 'src');

const allowed = (workspace: string): readonly string[] =>
  workspace.startsWith('actions/') ? FOR_ACTIONS : (MAY_IMPORT[workspace] ?? []);
const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
const declared = (manifest: Manifest | undefined): string[] => Object.keys(manifest?.dependencies ?? {});

/** The folder below `src` that a file is in; files of `src` itself hold the folders together and have none. */
function folderOf(path: string): string | undefined {
  const parts = path.split('/');
  return parts.length > 4 ? parts.slice(0, 4).join('/') : undefined;
}

/** What is wrong with one import, in words. */
function problemOf(path: string, name: string): string | undefined {
  const workspace = workspaceOf(path);
  if (name.startsWith('.')) {
    const target = posix.join(posix.dirname(path), name);
    if (workspaceOf(target) !== workspace) return `leads out of ${workspace}`;
    return target.endsWith('.ts') || target.endsWith('.json') ? undefined : 'lacks its extension';
  }
  if (isBuiltin(name)) return name.startsWith('node:') ? undefined : 'lacks the prefix node:';
  const foreign = packageOf(name);
  if (foreign.startsWith('@fairlead/')) {
    const short = foreign.slice('@fairlead/'.length);
    if (short.startsWith('action-')) return 'is an action';
    if (!allowed(workspace).includes(short)) return `is not below ${workspace}`;
  }
  // The development tools drive the tools of the root; nobody else may.
  const tools = workspace === 'packages/devtools' ? manifests.get('.')?.devDependencies : {};
  return [...declared(manifests.get(workspace)), ...Object.keys(tools ?? {})].includes(foreign)
    ? undefined
    : 'is not in the package.json';
}

/** Files that import each other, the first one again at the end; none when there is no circle. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): readonly string[] => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const target of imports.get(path) ?? []) {
      const circle = visit(target, [...way, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  };
  for (const path of imports.keys()) {
    const circle = visit(path, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('dependency rule', () => {
  it('actions import packages, packages import core, nothing imports upwards or sideways', () => {
    expect(sources.length).toBeGreaterThan(100);
    const problems = sources.flatMap(({ path, text }) =>
      importsOf(text).flatMap((name) => {
        const problem = problemOf(path, name);
        return problem === undefined ? [] : [`${path}: "${name}" ${problem}`];
      }),
    );
    expect(problems).toEqual([]);
  });

  it('no files import each other in a circle, types included', () => {
    const imports = new Map(
      sources.map(({ path, text }) => [
        path,
        importsOf(text).flatMap((name) =>
          name.startsWith('.') ? [posix.join(posix.dirname(path), name)] : [],
        ),
      ]),
    );
    expect(imports.get('packages/core/src/runtime/run-phase.ts')).toContain(
      'packages/core/src/runtime/phase.ts',
    );
    expect(findCircle(imports)).toEqual([]);
  });

  it('no folders of a package or an action import each other in a circle', () => {
    expect(folderOf('packages/core/src/adapters/exec/find-program.ts')).toBe('packages/core/src/adapters');
    const imports = new Map<string, string[]>();
    for (const { path, text } of sources) {
      const own = folderOf(path);
      if (own === undefined) continue;
      const targets = importsOf(text).filter((name) => name.startsWith('.'));
      const folders = targets.map((name) => folderOf(posix.join(posix.dirname(path), name)));
      const others = folders.filter((folder): folder is string => folder !== undefined && folder !== own);
      imports.set(own, [...(imports.get(own) ?? []), ...others]);
    }
    expect(findCircle(imports)).toEqual([]);
  });

  it('what is declared is used', () => {
    const problems = [...manifests].flatMap(([folder, manifest]) => {
      if (folder === '.') return [];
      const used = new Set(
        sources
          .filter(({ path }) => workspaceOf(path) === folder)
          .flatMap(({ text }) => importsOf(text).map(packageOf)),
      );
      return declared(manifest)
        .filter((name) => !used.has(name))
        .map((name) => `${folder} declares ${name}`);
    });
    expect(problems).toEqual([]);
  });

  it('the compiler builds what a workspace imports before it', async () => {
    for (const [folder, manifest] of manifests) {
      if (folder === '.') continue;
      const text = await readFile(join(REPOSITORY_ROOT, folder, 'tsconfig.json'), 'utf8');
      const references = ((JSON.parse(text) as { references?: { path: string }[] }).references ?? []).map(
        ({ path }) => posix.join(folder, path),
      );
      const ours = declared(manifest).filter((name) => name.startsWith('@fairlead/'));
      const expected = ours.map((name) => `packages/${name.slice('@fairlead/'.length)}`);
      expect(references.sort(), folder).toEqual(expected.sort());
    }
  });
});
