import { resolve } from 'node:path';
import { listSome } from '@fairlead/core';
import {
  type EffectiveGo,
  type GoModule,
  type GoRun,
  type GoTree,
  settleGoVersion,
  type Target,
  type Toolchain,
  unnamedTags,
} from '@fairlead/go';
import type { TagRules } from '@fairlead/version';
import type { GoBuildContext } from '../context.ts';
import { doubtStamp, type Identity, readIdentities } from '../identity/identity.ts';
import { openSourceControl, type SourceControl } from '../identity/source-control.ts';
import { overlookPrograms } from '../identity/untracked-programs.ts';
import { type PlannedBinary, planBinaries } from './build-plan.ts';
import { checkPlaces } from './check-places.ts';
import { findPackages } from './find-packages.ts';
import { linkPackages } from './link-packages.ts';
import { chosenGo, lookAtGo, lookAtTree } from './look.ts';
import type { MainPackage } from './main-packages.ts';
import { pathsOf } from './paths.ts';
import { overridden, sayGo, sayIdentities } from './say.ts';

/** Everything that is known before the first compiler runs. */
export interface Plan {
  readonly toolchain: Toolchain;
  readonly go: EffectiveGo;
  readonly tree: GoTree;
  readonly targets: readonly Target[];
  /** Build tags of the input and of GOFLAGS. */
  readonly tags: readonly string[];
  /** That of the working directory's module. */
  readonly identity: Identity;
  readonly git: SourceControl;
  readonly binaries: readonly PlannedBinary[];
  /** Main packages that constraints keep out of every target, each with the reason. */
  readonly leftOut: readonly string[];
  /** What is surely not meant, one sentence each. */
  readonly doubts: readonly string[];
  /** The input `version-package`. */
  readonly versionPackage: string;
  /** The line that would set the version, where none is set anywhere. */
  readonly versionLine: string;
  /** Version variables that flags of the user set, so that this action leaves them alone. */
  readonly setByFlags: readonly string[];
}

/** Finds out what will be built, with what, as which version, and where it goes. Changes nothing. */
export async function makePlan(context: GoBuildContext, run: GoRun): Promise<Plan> {
  const { inputs, files, workspace, workingDirectory, log } = context;
  const show = pathsOf(workspace);
  const [found, tree] = [await lookAtGo(context), await lookAtTree(context)];
  for (const module of tree.unlisted)
    log.info(`${show(module.dir)} is left out: its go.work does not list it`);
  const go = await settleGoVersion(run, { toolchain: found, tree, show });
  context.output('go-version', go.version.text);
  sayGo(context, { run, said: (await chosenGo(context)).said }, found, go);
  for (const told of overridden(found.env['GOFLAGS'] ?? '', inputs)) log.notice(told);
  const toolchain = withGoflags(found, inputs);
  const written = [...(inputs.buildTags ?? []), ...inputs.builds.flatMap((build) => build.tags ?? [])];
  const tagDoubts = await unnamedTags(files, tree, written);
  const { packages, leftOut, targets, tags } = await findPackages(context, run, tree, toolchain);
  const git = await overlookPrograms(
    files,
    await openSourceControl(context.git, workingDirectory, rulesOf(inputs)),
  );
  const identities = await identify(context, git, packages);
  const { identity } = identities;
  const linked = await linkPackages(context, toolchain, packages, identities.of);
  const stamps =
    go.version.minor < STAMPS_SINCE || git.state !== 'ok' ? [] : doubtStamps(packages, identities.of);
  const doubts = [...tagDoubts, ...linked.doubts, ...stamps];
  for (const doubt of doubts) log.warn(doubt);
  const isFolder = (await files.stat(resolve(workingDirectory, inputs.output)))?.kind === 'directory';
  const frame = { output: inputs.output, workspace, workingDirectory, isFolder };
  const { binaries, shared } = planBinaries(packages, linked, frame);
  if (shared.length > 0)
    log.info(
      `${listSome(shared)}: several packages have this name, so their binaries go below the folders of their packages`,
    );
  await checkPlaces(
    files,
    binaries.map(({ path }) => path),
    { git: context.git, show, workspace },
  );
  const { setByFlags, versionLine } = linked;
  const { versionPackage } = inputs;
  return {
    toolchain,
    go,
    tree,
    targets,
    tags,
    identity,
    git,
    binaries,
    leftOut,
    doubts,
    versionPackage,
    setByFlags,
    versionLine,
  };
}

/** Kinds of builds that the go command knows as flags of its own: they stand in GOFLAGS, where all commands see them. */
function withGoflags(
  toolchain: Toolchain,
  { race, buildmode }: Pick<GoBuildContext['inputs'], 'race' | 'buildmode'>,
): Toolchain {
  const { GOFLAGS = '' } = toolchain.env;
  const added = [...(race ? ['-race'] : []), ...(buildmode === 'default' ? [] : [`-buildmode=${buildmode}`])];
  return { ...toolchain, env: { ...toolchain.env, GOFLAGS: [GOFLAGS, ...added].join(' ').trim() } };
}

/** The series of Go that puts a version of the main module into binaries (https://go.dev/doc/go1.24). */
const STAMPS_SINCE = 24;

function doubtStamps(
  packages: readonly MainPackage[],
  of: (module: GoModule) => Identity,
): readonly string[] {
  return [...new Set(packages.map(({ module }) => module))].flatMap((module) =>
    doubtStamp(module.path, of(module)),
  );
}

function rulesOf({ tagPrefix, tagPattern }: GoBuildContext['inputs']): TagRules {
  return { prefix: tagPrefix, pattern: tagPattern };
}

async function identify(context: GoBuildContext, git: SourceControl, packages: readonly MainPackage[]) {
  const { inputs, event, childEnv, workingDirectory } = context;
  const sourceDateEpoch = childEnv['SOURCE_DATE_EPOCH'];
  const modules = [...new Set(packages.map(({ module }) => module))];
  const request = { given: inputs.version, event, git, sourceDateEpoch, rules: rulesOf(inputs) };
  const identities = await readIdentities(request, modules, workingDirectory);
  context.output('version', identities.main.version);
  sayIdentities(context, identities, modules);
  return { identity: identities.main, of: identities.of };
}
