import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { mapLimited, type Repository } from '@fairlead/core';
import { changedPaths, findBase } from '@fairlead/git';
import {
  describeTouch,
  explainListing,
  findLocalModules,
  findTouches,
  type GoModule,
  type GoRun,
  isFailedTool,
  listGraph,
  type PinChanges,
  parseModFile,
  readPins,
  type SourceChange,
  targetEnvironment,
  targetName,
} from '@fairlead/go';
import { readonlyFlags } from '../build/command.ts';
import { pinningFiles } from '../build/download.ts';
import { keepFiles } from '../build/keep-files.ts';
import type { GoBuildContext } from '../context.ts';
import { hintFor } from '../faults/hints.ts';
import type { PlannedBinary } from '../plan/build-plan.ts';
import { packagePattern } from '../plan/main-packages.ts';
import type { Plan } from '../plan/make-plan.ts';
import { pathsOf } from '../plan/paths.ts';

/** A binary to be, and why the change reaches it; no reason when it does not. */
export interface JudgedBinary {
  readonly binary: PlannedBinary;
  readonly reasons: readonly string[];
}

/** What a change means for the binaries of a plan. */
export interface BuildChange {
  /** What was compared, for people, or why nothing could be. */
  readonly compared: string;
  /** Whether nothing could be compared, so that everything counts as touched. */
  readonly unknown: boolean;
  readonly binaries: readonly JudgedBinary[];
}

/** Finds out which binaries a change touches, and by what. Where nobody can tell, it is all of them. */
export async function findChange(context: GoBuildContext, plan: Plan, run: GoRun): Promise<BuildChange> {
  const { event, files, git, inputs, workingDirectory } = context;
  const repo = await git.open(workingDirectory);
  if (repo.state !== 'ok') return all(plan, repo.reason);
  const base = await findBase(repo, event, inputs.baseRef);
  if (base.state === 'none') return all(plan, base.reason);
  const changed = await changedPaths(files, repo, base.commit);
  if (changed.state === 'unknown') return all(plan, changed.reason);
  const compared = `${base.what} (${base.commit.slice(0, 12)})`;
  const settings = settingFiles(context).filter((path) => changed.paths.includes(path));
  const show = pathsOf(context.workspace);
  if (settings.length > 0) return { ...all(plan, compared, settings.map(show)), unknown: false };
  const from = { repo, base: base.commit, paths: changed.paths };
  return { compared, unknown: false, binaries: await judge(context, plan, run, from) };
}

function all({ binaries }: Plan, why: string, reasons: readonly string[] = [why]): BuildChange {
  return { compared: why, unknown: true, binaries: binaries.map((binary) => ({ binary, reasons })) };
}

/** The files that say how everything is built. */
function settingFiles({ workspace, inputs, host }: GoBuildContext): readonly string[] {
  const workflow = /^[^/]+\/[^/]+\/(.+?)@/.exec(host.env['GITHUB_WORKFLOW_REF'] ?? '')?.[1];
  return [inputs.config, ...(workflow === undefined ? [] : [workflow])].map((path) => join(workspace, path));
}

/** What was compared with what. */
interface Compared {
  readonly repo: Repository;
  readonly base: string;
  readonly paths: readonly string[];
}

async function judge(
  context: GoBuildContext,
  plan: Plan,
  run: GoRun,
  { repo, base, paths }: Compared,
): Promise<readonly JudgedBinary[]> {
  const { files, inputs, workspace } = context;
  const show = pathsOf(workspace);
  const groups = Map.groupBy(plan.binaries, (binary) =>
    JSON.stringify([binary.package.module.dir, targetName(binary.target), binary.package.own.flags]),
  );
  const pins = new Map<GoModule, PinChanges>();
  for (const { package: main } of plan.binaries) {
    if (pins.has(main.module)) continue;
    const locals = await localModules(context, plan, main.module);
    pins.set(main.module, await readPins(main.module, locals, { files, repo, base, paths, show }));
  }
  const reasons = new Map<PlannedBinary, readonly string[]>();
  const limit = inputs.concurrency ?? availableParallelism();
  const pinned = [...new Set(plan.binaries.flatMap(({ package: main }) => pinningFiles(main.module)))];
  const judgeGroup = async (group: readonly PlannedBinary[]): Promise<void> => {
    const [first] = group;
    if (first === undefined) return;
    const { module } = first.package;
    const graph = await listFor(context, plan, run, group);
    const change: SourceChange = {
      paths,
      pins: pins.get(module) ?? { everywhere: [], within: new Map(), modules: new Map() },
      target: first.target,
      show,
    };
    for (const binary of group)
      reasons.set(binary, findTouches(binary.package.importPath, graph, change).map(describeTouch));
  };
  await keepFiles(files, pinned, () => mapLimited([...groups.values()], limit, judgeGroup));
  return plan.binaries.map((binary) => ({ binary, reasons: reasons.get(binary) ?? [] }));
}

/** The modules of the repository that a module is built with: itself, those of its go.work, those that replace others. */
async function localModules(
  { files }: GoBuildContext,
  { tree }: Plan,
  module: GoModule,
): Promise<readonly Pick<GoModule, 'dir' | 'path'>[]> {
  const workspaces = tree.workspaces.filter(({ path }) => path === module.workFile);
  const beside = await findLocalModules(files, { modules: [module], unlisted: [], workspaces });
  const others = beside.map(async (dir) => {
    const { module: path = '' } = parseModFile(await files.readText(`${dir}/go.mod`));
    return { dir, path };
  });
  return [module, ...(await Promise.all(others))];
}

async function listFor(context: GoBuildContext, plan: Plan, run: GoRun, group: readonly PlannedBinary[]) {
  const [first] = group;
  if (first === undefined) return new Map();
  const { module, own } = first.package;
  const { tags = plan.tags, cgo = context.inputs.cgo } = own.flags;
  const show = pathsOf(context.workspace);
  const goflags = readonlyFlags(plan.toolchain.env['GOFLAGS'] ?? '', module.vendored);
  const env = {
    ...run.env,
    ...targetEnvironment(first.target),
    CGO_ENABLED: cgo ? '1' : '0',
    GOFLAGS: goflags,
  };
  const patterns = group.map((binary) => packagePattern(binary.package));
  try {
    return await listGraph({ ...run, env }, { dir: module.dir, patterns, tags });
  } catch (error) {
    throw isFailedTool(error)
      ? explainListing(error, module, { show, mismatch: 'BUILD_CHECKSUM_MISMATCH' }, hintFor)
      : error;
  }
}
