import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { InputError, type InputProblem } from '@fairlead/core';
import {
  type GoRun,
  type GoTree,
  mergeTags,
  readTarget,
  type Target,
  type Toolchain,
  targetName,
} from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { describeLeftOut } from './left-out.ts';
import { lookAtPlatforms } from './look.ts';
import { findMainPackages, type MainPackage } from './main-packages.ts';
import type { OwnSettings } from './own-settings.ts';
import type { ModulePatterns, PackagePattern } from './package-patterns.ts';
import { pathsOf } from './paths.ts';
import { type PlacedBuild, placeBuilds } from './place-builds.ts';
import { isSelected, patternsToList, readSelection, selectPackages } from './select-packages.ts';

/** What is built. */
export interface FoundBuilds {
  readonly packages: readonly MainPackage[];
  /** Main packages that constraints keep out of every target, each with the reason. */
  readonly leftOut: readonly string[];
  /** Of the inputs, and of builds that have some of their own. */
  readonly targets: readonly Target[];
  /** Of the inputs and of GOFLAGS. */
  readonly tags: readonly string[];
}

/** How packages are looked for. */
interface Flavour {
  readonly targets: readonly Target[];
  readonly tags: readonly string[];
  readonly cgo: boolean;
}

/** Finds the packages that the inputs ask for. One that `builds` names is built as its entries say, each other one as the inputs say. */
export async function findPackages(
  context: GoBuildContext,
  run: GoRun,
  tree: GoTree,
  toolchain: Toolchain,
): Promise<FoundBuilds> {
  const { inputs, files, workspace, workingDirectory, log } = context;
  const show = pathsOf(workspace);
  const common = await commonFlavour(context, toolchain);
  const selection = await readSelection(inputs.packages, files, tree, workingDirectory);
  const placed = placeBuilds(inputs.builds, tree, workingDirectory);
  const covered = new Set(placed.map(({ dir }) => dir));
  const aimed = await aimBuilds(context, placed, common, toolchain);
  const wanted = aimed.filter(({ name, dir }) =>
    isSelected({ binary: name, dir }, selection, tree, workingDirectory),
  );
  const concurrency = inputs.concurrency ?? availableParallelism();
  const search: Searching = (modules, flavour, mayBeNone) =>
    findMainPackages(run, files, { ...flavour, modules, concurrency, show, mayBeNone });
  const modules = withoutNamed(patternsToList(selection, tree, workingDirectory), covered);
  const plain =
    modules.length === 0 ? { packages: [], leftOut: [] } : await search(modules, common, wanted.length > 0);
  const own = await findOwn(wanted, plain.packages, common, search);
  const found = [...plain.packages.filter(({ dir }) => !covered.has(dir)), ...own];
  if (found.length === 0) throw noneForTargets(inputs.targets, placed);
  const packages = selectPackages(found, selection, tree, workingDirectory);
  const missed = describeLeftOut(
    plain.leftOut.filter(({ deliberate, dir }) => !deliberate && !covered.has(dir)),
    show,
  );
  if (missed.length > 0) log.warn(`left out: ${missed.join(', ')}`);
  const targets = placed.length === 0 ? common.targets : packages.flatMap((main) => main.targets);
  return { packages, leftOut: missed, targets: distinct(targets), tags: common.tags };
}

type Searching = (
  modules: readonly ModulePatterns[],
  flavour: Flavour,
  mayBeNone: boolean,
) => ReturnType<typeof findMainPackages>;

async function commonFlavour(context: GoBuildContext, { env }: Toolchain): Promise<Flavour> {
  const { inputs } = context; // the context itself is handed on: what was looked up for it is not looked up again
  const here = { os: env['GOOS'] ?? '', arch: env['GOARCH'] ?? '', variant: undefined };
  const targets = inputs.targets === undefined ? [here] : await readTargets(context, inputs.targets);
  return { targets, tags: mergeTags(env['GOFLAGS'] ?? '', inputs.buildTags ?? []), cgo: inputs.cgo };
}

async function readTargets(context: GoBuildContext, written: readonly string[]): Promise<readonly Target[]> {
  const platforms = await lookAtPlatforms(context);
  const readings = written.map((text) => readTarget(text, platforms));
  return distinct(readings.flatMap((reading) => ('target' in reading ? [reading.target] : [])));
}

function distinct(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [targetName(target), target])).values()];
}

/** A build that is wanted, and how. */
interface AimedBuild extends PlacedBuild {
  readonly flavour: Flavour;
  readonly own: OwnSettings;
}

/** Targets that a workflow gives under `with:` keep the others of each build out; a build that none is left of is dropped. */
async function aimBuilds(
  context: GoBuildContext,
  placed: readonly PlacedBuild[],
  common: Flavour,
  { env }: Toolchain,
): Promise<readonly AimedBuild[]> {
  const given = context.host.input('targets') === undefined ? undefined : common.targets.map(targetName);
  const aimed: AimedBuild[] = [];
  for (const build of placed) {
    const all = build.targets === undefined ? common.targets : await readTargets(context, build.targets);
    const targets = all.filter((target) => given?.includes(targetName(target)) ?? true);
    const tags = build.tags === undefined ? undefined : mergeTags(env['GOFLAGS'] ?? '', build.tags);
    const { ldflags, gcflags, cgo, variables } = build;
    const flags = {
      ...(tags === undefined ? {} : { tags }),
      ...(ldflags === undefined ? {} : { ldflags }),
      ...(gcflags === undefined ? {} : { gcflags }),
      ...(cgo === undefined ? {} : { cgo }),
    };
    const flavour = { targets, tags: tags ?? common.tags, cgo: cgo ?? common.cgo };
    if (targets.length > 0) aimed.push({ ...build, flavour, own: { flags, variables } });
  }
  return aimed;
}

/** What covers a package by its own name alone is left to the entries of `builds`. */
function withoutNamed(
  modules: readonly ModulePatterns[],
  covered: ReadonlySet<string>,
): readonly ModulePatterns[] {
  const isOwn = ({ dir }: ModulePatterns['module'], { pattern }: PackagePattern): boolean =>
    covered.has(resolve(dir, pattern));
  return modules
    .map(({ module, patterns }) => ({
      module,
      patterns: patterns.filter((pattern) => !isOwn(module, pattern)),
    }))
    .filter(({ patterns }) => patterns.length > 0);
}

/** @throws InputError that names every entry whose package is no main package for its targets and tags. */
async function findOwn(
  wanted: readonly AimedBuild[],
  known: readonly MainPackage[],
  common: Flavour,
  search: Searching,
): Promise<readonly MainPackage[]> {
  const own: MainPackage[] = [];
  const problems: InputProblem[] = [];
  const listed = new Set(common.targets.map(targetName));
  for (const build of wanted) {
    const { flavour, module, dir, name: binary, own: settings } = build;
    const names = new Set(flavour.targets.map(targetName));
    const isCommon =
      flavour.tags === common.tags &&
      flavour.cgo === common.cgo &&
      [...names].every((target) => listed.has(target));
    const alike = isCommon ? known.find((main) => main.dir === dir) : undefined;
    const pattern = `./${relative(module.dir, dir).replaceAll('\\', '/')}`.replace(/\/$/, '');
    const searched =
      alike === undefined
        ? await search([{ module, patterns: [{ pattern, written: undefined }] }], flavour, true)
        : undefined;
    const main = alike ?? searched?.packages[0];
    const targets = (main?.targets ?? []).filter((target) => names.has(targetName(target)));
    if (main === undefined || targets.length === 0)
      problems.push(lacking(build, searched?.leftOut[0]?.reason));
    else own.push({ ...main, targets, binary, own: settings });
  }
  if (problems.length > 0) throw new InputError(problems);
  return own;
}

function lacking({ index, package: text }: PlacedBuild, reason: string | undefined): InputProblem {
  return {
    input: 'builds',
    value: `entry ${index + 1}`,
    problem: `has package ${JSON.stringify(text)}, which is no main package for its targets and tags${reason === undefined ? '' : `: ${reason}`}`,
    allowed: 'a folder with package main that counts for a target of the entry',
  };
}

/** Only targets can have kept all builds out: names and patterns that fit nothing are told before. */
function noneForTargets(targets: readonly string[] | undefined, placed: readonly PlacedBuild[]): InputError {
  return new InputError([
    {
      input: 'targets',
      value: targets?.join(', '),
      problem: 'leaves nothing to build: no entry of builds has one of them',
      allowed: [...new Set(placed.flatMap((build) => build.targets ?? []))].join(', '),
    },
  ]);
}
