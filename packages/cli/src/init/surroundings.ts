import { lstatSync } from 'node:fs';
import { posix } from 'node:path';
import type { Files, Repository } from '@fairlead/core';
import { parse } from 'yaml';
import { loadUses } from '../definitions/uses.ts';
import type { Service } from './service.ts';

/** A chart of the repository. */
export interface Chart {
  /** Relative to the repository. */
  readonly folder: string;
  readonly name: string;
}

/** What is in the repository beside the code. */
export interface Surroundings {
  readonly branch: string;
  /** `owner/name` on GitHub; undefined without a remote that says so. */
  readonly repository: string | undefined;
  /** The chart that deploys the service. */
  readonly chart: Chart | undefined;
  /** The file that the image is built from, relative to the repository. */
  readonly dockerfile: string | undefined;
  /** Another workflow that uses our actions already. */
  readonly workflow: string | undefined;
  /** Whether something is at a path, whatever it is. */
  readonly has: (path: string) => boolean;
}

/** Where GitHub looks for workflows. */
export const WORKFLOWS = '.github/workflows';

const SKIPPED = new Set(['.git', 'node_modules', 'vendor', 'testdata', 'bin', 'dist']);
/** So deep, and so many, are the files that are looked at. */
const DEEPEST = 6;
const MOST = 50_000;

/** Whether a path can stand in a workflow: without line breaks and the like, and without an expression that GitHub would work out. */
export function canBeNamed(path: string): boolean {
  return !/\p{Cc}|\$\{\{/u.test(path);
}

/** Looks for what the service has already. */
export async function lookAround(
  files: Files,
  root: string,
  service: Service,
  git: Pick<Surroundings, 'branch' | 'repository'>,
): Promise<Surroundings> {
  const paths = (await listFiles(files, root)).filter(canBeNamed);
  const charts: Chart[] = [];
  for (const path of paths.filter((each) => posix.basename(each) === 'Chart.yaml')) {
    const folder = posix.dirname(path);
    const inOther = charts.some((other) => folder.startsWith(`${other.folder}/`));
    if (!inOther)
      charts.push({ folder, name: chartName(await files.readText(posix.join(root, path)), folder) });
  }
  return {
    ...git,
    chart: charts.find(({ name }) => name === service.name) ?? (service.oneOfSeveral ? undefined : charts[0]),
    dockerfile: findDockerfile(paths, service),
    workflow: await findWorkflow(files, root),
    has: (path) => lstatSync(posix.join(root, path), { throwIfNoEntry: false }) !== undefined,
  };
}

/** All files, those of a folder before those of the folders in it; links to folders are not followed. */
async function listFiles(files: Files, root: string): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [''];
  for (let depth = 0; depth < DEEPEST && found.length < MOST; depth += 1) {
    const next: string[] = [];
    for (const folder of level)
      for (const name of await files.list(posix.join(root, folder))) {
        if (SKIPPED.has(name)) continue;
        const path = posix.join(folder, name);
        const there = await files.stat(posix.join(root, path));
        if (there?.kind === 'file') found.push(path);
        else if (there?.kind === 'directory' && there.link !== true) next.push(path);
      }
    level = next;
  }
  return found;
}

function chartName(text: string, folder: string): string {
  try {
    const name: unknown = (parse(text) as { readonly name?: unknown } | null)?.name;
    if (typeof name === 'string' && /^[a-z0-9][a-z0-9.-]*$/.test(name)) return name;
  } catch {
    // helm-deploy says what is wrong with it
  }
  return posix.basename(folder);
}

/** That of the module, else the only one that there is, if it can only be meant for this service. */
function findDockerfile(
  paths: readonly string[],
  { folder, oneOfSeveral, name }: Service,
): string | undefined {
  const all = paths.filter((path) => /^(Dockerfile|Containerfile)$/.test(posix.basename(path)));
  const own = all.find((path) => posix.dirname(path) === folder);
  if (own !== undefined) return own;
  const named = all.find((path) => posix.basename(posix.dirname(path)) === name);
  if (named !== undefined) return named;
  return !oneOfSeveral && all.length === 1 ? all[0] : undefined;
}

async function findWorkflow(files: Files, root: string): Promise<string | undefined> {
  const { repository } = loadUses();
  for (const name of await files.list(posix.join(root, WORKFLOWS))) {
    const path = posix.join(WORKFLOWS, name);
    if (!/\.ya?ml$/.test(name) || (await files.stat(posix.join(root, path)))?.kind !== 'file') continue;
    if ((await files.readText(posix.join(root, path))).includes(`${repository}/`)) return path;
  }
  return undefined;
}

/** The branch that releases: that of the remote, else `main` or `master`, else the only one, else the one that is out. */
export async function findBranch(repository: Repository): Promise<string> {
  const ask = async (...args: readonly string[]): Promise<string> => {
    const answer = await repository.ask(args);
    return answer.ok ? answer.text.trim() : '';
  };
  const remote = await ask('symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD');
  if (remote !== '') return remote.replace(/^origin\//, '');
  const heads = (await ask('for-each-ref', '--format=%(refname:short)', 'refs/heads')).split('\n');
  const usual = ['main', 'master'].find((name) => heads.includes(name));
  if (usual !== undefined) return usual;
  const current = await ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  return (heads.length === 1 ? heads[0] : '') || current || 'main';
}
