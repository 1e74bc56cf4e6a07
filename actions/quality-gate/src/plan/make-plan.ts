import { join, relative } from 'node:path';
import { InputError } from '@fairlead/core';
import {
  discoverModules,
  explainListing,
  type GoModule,
  isFailedTool,
  isInside,
  type ListOptions,
  listPackages,
  settleGoVersion,
  unnamedTags,
} from '@fairlead/go';
import { CHECKSUM_MISMATCH } from './altered-module.ts';
import { findGoFiles } from './find-go-files.ts';
import { isSetIn } from './flags.ts';
import { findLeftOut } from './left-out.ts';
import { goRun, lookAtGo } from './look.ts';
import type { ModulePlan, Plan } from './plan.ts';
import type { GatePorts } from './ports.ts';
import type { Rules } from './rules.ts';

/**
 * Finds Go, the modules and the packages to judge; nothing is downloaded or compiled.
 *
 * @throws InputError for a pattern that matches no package; ToolError when Go is missing or too old, or cannot list a
 *   module; PolicyError GATE_CHECKSUM_MISMATCH.
 */
export async function makePlan(context: GatePorts, rules: Rules): Promise<Plan> {
  const { files, workspace: root, workingDirectory: from } = context;
  const run = goRun(context);
  const { env } = run;
  const toolchain = await lookAtGo(context);
  const tree = await discoverModules(files, { from, root, gowork: env['GOWORK'] });
  const show = (path: string): string => relative(root, path);
  const { version } = await settleGoVersion(run, { toolchain, tree, show });
  const outside = { ...env, GOWORK: 'off' };
  for (const module of tree.unlisted) {
    const own = { modules: [module], unlisted: [], workspaces: [] };
    await settleGoVersion({ ...run, env: outside }, { toolchain, tree: own, show });
  }
  const goflags = toolchain.env['GOFLAGS'] ?? '';
  const options = { tags: rules.buildTags, race: rules.race || isSetIn(goflags, 'race') };
  const doubts = await unnamedTags(files, tree, rules.buildTags);
  for (const doubt of doubts) context.log.warn(doubt);
  const modules = await findPackages(context, rules, options, [
    ...tree.modules.map((module) => ({ module, env })),
    ...tree.unlisted.map((module) => ({ module, env: outside })),
  ]);
  const goFiles = await findGoFiles(files, from, {
    workspace: root,
    onLinkOut: (path) =>
      context.log.warn(`${show(path)} is a link that leads out of the workspace: its format is not checked`),
  });
  const left = await findLeftOut(files, modules, {
    workspace: root,
    goFiles,
    // without a compiler Go switches cgo off by itself
    withoutCompiler: toolchain.env['CGO_ENABLED'] === '0' && (env['CGO_ENABLED'] ?? '') === '',
  });
  return {
    go: version,
    gofmt: await findGofmt(files, toolchain.env['GOROOT'] ?? ''),
    toolEnv: env,
    goflags,
    caches: [toolchain.env['GOCACHE'] ?? ''].filter((folder) => folder.startsWith('/')),
    modules,
    goFiles: goFiles.map(show),
    leftOut: left.files,
    doubts,
    needCompiler: left.needCgo,
  };
}

async function findGofmt(files: GatePorts['files'], goroot: string): Promise<string> {
  const own = join(goroot, 'bin', 'gofmt');
  return goroot !== '' && (await files.stat(own))?.kind === 'file' ? own : 'gofmt';
}

/** A module and the environment in which it is judged. */
interface Candidate {
  readonly module: GoModule;
  readonly env: Readonly<Record<string, string>>;
}

/** The packages that the patterns match, by module; a module without any is left out. */
async function findPackages(
  context: GatePorts,
  rules: Rules,
  options: Pick<ListOptions, 'tags' | 'race'>,
  candidates: readonly Candidate[],
): Promise<readonly ModulePlan[]> {
  const { exec, signal, workspace: root, workingDirectory: from } = context;
  const show = (path: string): string => relative(root, path);
  const matched = new Set<string>();
  const problems = new Map<string, string>();
  const modules: ModulePlan[] = [];
  for (const { module, env } of candidates) {
    const cwd = isInside(from, module.dir) ? from : module.dir;
    const listed = await explained({ module, show }, () =>
      listPackages({ exec, signal, env }, { ...module, dir: cwd }, { ...options, patterns: rules.packages }),
    );
    const packages = listed.filter(({ name }) => name !== '');
    for (const { name, error, patterns } of listed)
      for (const pattern of patterns)
        if (name === '') problems.set(pattern, error ?? 'it has no Go files');
        else matched.add(pattern);
    const own = new Set(packages.flatMap(({ patterns }) => patterns));
    const patterns = rules.packages.filter((pattern) => own.has(pattern));
    if (patterns.length === 0) continue;
    const unreadable = listed.filter(({ name }) => name === '').map(({ importPath }) => importPath);
    modules.push({ module, cwd, env, patterns, packages, unreadable });
  }
  refuseUnmatched(rules.packages, matched, problems);
  return modules;
}

/** Does what lists packages of a module; says why it cannot be done. */
async function explained<T>(
  { module, show }: { readonly module: GoModule; readonly show: (path: string) => string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isFailedTool(error)
      ? explainListing(error, module, { show, mismatch: CHECKSUM_MISMATCH }, hintFor)
      : error;
  }
}

/** `go list` is given the flags of the tests, so that it names the packages that they see. */
function hintFor(said: string, otherwise: string): string {
  return /-race requires cgo/.test(said)
    ? 'race needs cgo and a C compiler: take CGO_ENABLED=0 away, or the input race'
    : otherwise;
}

function refuseUnmatched(
  patterns: readonly string[],
  matched: ReadonlySet<string>,
  problems: ReadonlyMap<string, string>,
): void {
  const unmatched = patterns.filter((pattern) => !matched.has(pattern));
  if (unmatched.length === 0) return;
  throw new InputError(
    unmatched.map((pattern) => {
      const why = problems.get(pattern)?.replaceAll('\n', ' ');
      return {
        input: 'packages',
        value: pattern,
        problem: why === undefined ? 'matches no package' : `matches no package: ${why}`,
        allowed: 'patterns of go list, such as ./... or ./internal/...',
      };
    }),
  );
}
