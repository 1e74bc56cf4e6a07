import { relative } from 'node:path';
import { InputError } from '@fairlead/core';
import {
  discoverModules,
  explainListing,
  type GoModule,
  type GoPackage,
  type GoRun,
  isFailedTool,
  isInside,
  listPackages,
  readToolchain,
  settleGoVersion,
} from '@fairlead/go';
import type { GateContext } from '../context.ts';
import type { Rules } from '../rules.ts';
import type { ModulePlan, Plan } from './plan.ts';

/**
 * Finds Go, the modules and the packages to judge; nothing is downloaded or compiled.
 *
 * @throws InputError for a pattern that matches no package; ToolError when Go is missing or too old, or cannot list a module.
 */
export async function makePlan(context: GateContext, rules: Rules): Promise<Plan> {
  const { exec, childEnv: env, signal, files, workspace: root, workingDirectory: from } = context;
  const run: GoRun = { exec, env, signal };
  const toolchain = await readToolchain(run, context.reportFolder);
  const tree = await discoverModules(files, { from, root, gowork: env['GOWORK'] });
  const show = (path: string): string => relative(root, path);
  const { version } = await settleGoVersion(run, { toolchain, tree, show });
  const outside = { ...env, GOWORK: 'off' };
  for (const module of tree.unlisted) {
    const own = { modules: [module], unlisted: [], workspaces: [] };
    await settleGoVersion({ ...run, env: outside }, { toolchain, tree: own, show });
  }
  const candidates = [
    ...tree.modules.map((module) => ({ module, env })),
    ...tree.unlisted.map((module) => ({ module, env: outside })),
  ];
  const matched = new Set<string>();
  const problems = new Map<string, string>();
  const modules: ModulePlan[] = [];
  for (const { module, env: own } of candidates) {
    const cwd = isInside(from, module.dir) ? from : module.dir;
    const packages = new Map<string, GoPackage>();
    const patterns = new Set<string>();
    for (const pattern of rules.packages) {
      for (const found of await listPattern({ ...run, env: own }, { module, cwd }, pattern, rules, show)) {
        if (found.name === '') {
          problems.set(pattern, found.error ?? 'it has no Go files');
        } else {
          matched.add(pattern);
          patterns.add(pattern);
          packages.set(found.importPath, found);
        }
      }
    }
    if (packages.size > 0)
      modules.push({ module, cwd, env: own, patterns: [...patterns], packages: [...packages.values()] });
  }
  refuseUnmatched(rules.packages, matched, problems);
  return {
    go: version,
    goroot: toolchain.env['GOROOT'] ?? '',
    goflags: toolchain.env['GOFLAGS'] ?? '',
    modules,
  };
}

async function listPattern(
  run: GoRun,
  { module, cwd }: { readonly module: GoModule; readonly cwd: string },
  pattern: string,
  rules: Rules,
  show: (path: string) => string,
): Promise<readonly GoPackage[]> {
  try {
    return await listPackages(run, { ...module, dir: cwd }, { patterns: [pattern], tags: rules.testTags });
  } catch (error) {
    throw isFailedTool(error) ? explainListing(error, module, show) : error;
  }
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
