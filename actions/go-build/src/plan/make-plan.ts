import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { listSome } from '@fairlead/core';
import {
  type EffectiveGo,
  type GoModule,
  type GoRun,
  type GoTree,
  isInside,
  listPlatforms,
  readTarget,
  readToolchain,
  settleGoVersion,
  type Target,
  type Toolchain,
  targetName,
} from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { type Identities, type Identity, readIdentities } from '../identity/identity.ts';
import { openSourceControl, type SourceControl } from '../identity/source-control.ts';
import { overlookPrograms } from '../identity/untracked-programs.ts';
import { findVersionVariables } from '../identity/version-variables.ts';
import { type PlannedBinary, planBinaries } from './build-plan.ts';
import { checkPlaces, tryPlaces } from './check-places.ts';
import { findTree } from './go-tree.ts';
import { describeLeftOut } from './left-out.ts';
import { findMainPackages, type MainPackage } from './main-packages.ts';
import { assignPatterns } from './package-patterns.ts';

/** Everything that is known before the first compiler runs. */
export interface Plan {
  readonly toolchain: Toolchain;
  readonly go: EffectiveGo;
  readonly tree: GoTree;
  readonly targets: readonly Target[];
  /** That of the working directory's module. */
  readonly identity: Identity;
  readonly git: SourceControl;
  readonly binaries: readonly PlannedBinary[];
  /** Main packages that constraints keep out of every target, each with the reason. */
  readonly leftOut: readonly string[];
  /** The input `version-package`. */
  readonly versionPackage: string;
}

/** Finds out what will be built, with what, as which version, and where it goes. Changes nothing. */
export async function makePlan(context: GoBuildContext, run: GoRun): Promise<Plan> {
  const { inputs, files, workspace, workingDirectory, log } = context;
  const toolchain = await readToolchain(run, context.reportFolder);
  const tree = await findTree(context, toolchain);
  const show = (path: string): string =>
    isInside(path, workspace) ? relative(workspace, path) || '.' : path;
  for (const module of tree.unlisted)
    log.info(`${show(module.dir)} is left out: its go.work does not list it`);
  const go = await settleGoVersion(run, { toolchain, tree, show });
  context.output('go-version', go.version.text);
  sayVersion(context, toolchain, go, show);
  const targets = await readTargets(context, run, toolchain);
  const { modules } = assignPatterns(inputs.packages, tree, workingDirectory);
  const { packages, leftOut } = await findMainPackages(run, files, {
    modules,
    targets,
    tags: inputs.buildTags ?? [],
    cgo: inputs.cgo,
    concurrency: inputs.concurrency ?? availableParallelism(),
    show,
  });
  const missed = describeLeftOut(
    leftOut.filter(({ deliberate }) => !deliberate),
    show,
  );
  if (missed.length > 0) log.warn(`left out: ${missed.join(', ')}`);
  const git = await overlookPrograms(files, await openSourceControl(context.git, workingDirectory));
  const request = {
    given: inputs.version,
    event: context.event,
    git,
    sourceDateEpoch: context.childEnv['SOURCE_DATE_EPOCH'],
  };
  const built = [...new Set(packages.map(({ module }) => module))];
  const identities = await readIdentities(request, built, workingDirectory);
  const identity = identities.main;
  context.output('version', identity.version);
  sayIdentities(context, identities, built, show);
  const variables = new Map(
    await Promise.all(
      packages.map(
        async (main) =>
          [
            main,
            await findVersionVariables(files, inputs.versionPackage, main, identities.of(main.module)),
          ] as const,
      ),
    ),
  );
  if (inputs.versionPackage === 'auto' && [...variables.values()].every((found) => found.length === 0))
    log.info('the version is put into no binary: there is no string variable for it, see version-package');
  const isFolder = (await files.stat(resolve(workingDirectory, inputs.output)))?.kind === 'directory';
  const linked = {
    variablesOf: (main: MainPackage) => variables.get(main) ?? [],
    versionOf: ({ module }: MainPackage) => identities.of(module).version,
  };
  const frame = { output: inputs.output, workspace, workingDirectory, isFolder };
  const { binaries, shared } = planBinaries(packages, linked, frame);
  if (shared.length > 0)
    log.info(
      `${listSome(shared)}: several packages have this name, so their binaries go below the folders of their packages`,
    );
  const places = binaries.map(({ path }) => path);
  await checkPlaces(files, places, show);
  if (!inputs.dryRun) await tryPlaces(files, places, show);
  return {
    toolchain,
    go,
    tree,
    targets,
    identity,
    git,
    binaries,
    leftOut: missed,
    versionPackage: inputs.versionPackage,
  };
}

async function readTargets(
  { inputs, reportFolder }: GoBuildContext,
  run: GoRun,
  { env }: Toolchain,
): Promise<readonly Target[]> {
  if (inputs.targets === undefined)
    return [{ os: env['GOOS'] ?? '', arch: env['GOARCH'] ?? '', variant: undefined }];
  const platforms = await listPlatforms(run, reportFolder);
  const readings = inputs.targets.map((text) => readTarget(text, platforms));
  const targets = readings.flatMap((reading) => ('target' in reading ? [reading.target] : []));
  return [...new Map(targets.map((target) => [targetName(target), target])).values()];
}

function sayVersion(
  { log }: GoBuildContext,
  { version, env }: Toolchain,
  { version: effective, switched, requirement }: EffectiveGo,
  show: (path: string) => string,
): void {
  const asked =
    requirement === undefined
      ? ''
      : `; ${show(requirement.file)} asks for ${requirement.version.text} or newer`;
  const how = switched ? ` instead of ${version.text} on PATH (GOTOOLCHAIN=${env['GOTOOLCHAIN']})` : '';
  log.info(`Go ${effective.text}${how}${asked}`);
}

function sayIdentities(
  { log }: GoBuildContext,
  { main, of }: Identities,
  modules: readonly GoModule[],
  show: (path: string) => string,
): void {
  log.info(`version ${main.version} (${main.source}), commit ${main.commit || 'unknown'}`);
  for (const module of modules) {
    const own = of(module);
    if (own.version !== main.version)
      log.info(`version ${own.version} (${own.source}) for ${show(module.dir)}`);
  }
}
