import { availableParallelism, tmpdir } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import { countOf } from '@fairlead/core';
import { type GoRun, splitFlags } from '@fairlead/go';
import type { BatchResult, CompileOptions } from './build/batch-result.ts';
import type { BuildFlags } from './build/command.ts';
import { compileBatches } from './build/compile.ts';
import { downloadModules } from './build/download.ts';
import { collectErrors, failureOf } from './build/failures.ts';
import { getModules, lackOf, type ModuleWork, withModules } from './build/get-modules.ts';
import { measureUnstripped } from './build/measure-strip.ts';
import { type BuildCommand, runBuildCommand } from './build/run-command.ts';
import { verifyModules } from './build/verify-modules.ts';
import { workOf } from './cache/build-work.ts';
import { type OpenCaches, openCaches } from './cache/open-caches.ts';
import { readSources, type SourceFacts } from './cache/read-sources.ts';
import { tellChange } from './change/tell-change.ts';
import type { GoBuildContext } from './context.ts';
import { planBatches } from './plan/build-plan.ts';
import { tryPlaces } from './plan/check-places.ts';
import { chosenGo } from './plan/look.ts';
import { makePlan, type Plan } from './plan/make-plan.ts';
import { pathsOf } from './plan/paths.ts';
import { withPrivateModules } from './plan/private-modules.ts';
import { writeMatrix } from './publish/matrix.ts';
import { publishCaches, publishResults, showPlan } from './publish/results.ts';
import { makeRelease, type Release } from './release/make-release.ts';
import { planRelease } from './release/plan-release.ts';
import { type Findings, verifyBinaries } from './release/verify.ts';

/** The stages: plan, restore, download, compile, save. */
export async function run(context: GoBuildContext): Promise<void> {
  const { inputs } = context;
  const caches = inputs.plan || inputs.dryRun ? undefined : await openCaches(context);
  try {
    await build(context, caches);
  } finally {
    await caches?.close();
  }
}

/** Plans, and builds where there are caches: a plan and a dry run have none. */
async function build(context: GoBuildContext, open: OpenCaches | undefined): Promise<void> {
  const { run: plain } = await chosenGo(context);
  const fetching = await withPrivateModules(context, plain);
  const plan = await context.stage('plan', () => makePlan(context, fetching));
  context.output('matrix', writeMatrix(plan.binaries, context.workspace));
  if (context.inputs.plan) return tellChange(context, plan, fetching);
  const release = await planRelease(context, plan);
  const flags = buildFlags(context, plan);
  const sources = await readSources(context.files, plan.tree, mainsOf(context, plan));
  warnOfSources(context, sources);
  if (open === undefined) return showPlan(context, plan, flags);
  const places = [...plan.binaries, ...release.archives].map(({ path }) => path);
  await tryPlaces(context.files, places, pathsOf(context.workspace));
  const goRunner: GoRun = {
    ...plain,
    env: { ...plain.env, ...(plan.git.state === 'ok' ? plan.git.env : {}) },
  };
  const caches = await open.restore(plan, sources, flags);
  const work: ModuleWork = { run: fetching, caches, plan, flags, concurrency: concurrencyOf(context) };
  let needed = await context.stage('download modules', () => getModules(context, work));
  if (context.inputs.verifyModules)
    await context.stage('verify modules', () => verify(context, plan, fetching));
  const optionsNow = (): CompileOptions =>
    compileOptions(context, withModules(goRunner, caches), plan, flags);
  let results: readonly BatchResult[] = [];
  const made: Beside = { findings: undefined, release: undefined };
  const began = context.clock.now();
  let compileMs = 0;
  try {
    await context.stage('compile', async () => {
      const batches = planBatches(plan.binaries);
      const own = commandOf(context, plan);
      const compile = (options: CompileOptions): Promise<readonly BatchResult[]> =>
        own === undefined ? compileBatches(batches, options) : runBuildCommand(batches, own, options);
      results = await compile(optionsNow());
      const lack = lackOf(results);
      if (lack === 'package' ? caches.leaveModules() : lack === 'module' && caches.allModules) {
        context.log.info('a module is needed that no build before this one needed');
        needed = await getModules(context, work, false);
        results = await compile(optionsNow());
      }
      compileMs = context.clock.now() - began;
      const leftOut = context.inputs.cgo
        ? []
        : sources.native.map((path) => relative(context.workspace, path));
      const failure = failureOf(results, collectErrors(results), leftOut);
      if (failure !== undefined) throw failure;
      if (context.inputs.measureStrip && flags.strip)
        results = await measureUnstripped(batches, results, optionsNow());
    });
    if (isVerified(context)) {
      made.findings = await context.stage('verify', () =>
        verifyBinaries(context, plan, results, optionsNow()),
      );
      results = noteStarts(results, made.findings.started);
    }
    const binaries = results.flatMap((result) => result.binaries);
    if (isReleased(context))
      made.release = await context.stage('release', () =>
        makeRelease(context, plan, release, { binaries, run: withModules(fetching, caches) }),
      );
    const count = results.reduce((sum, { binaries }) => sum + binaries.length, 0);
    context.settle(
      'built',
      `${countOf(count, 'binary', 'binaries')} built for ${countOf(plan.targets.length, 'target')}, version ${plan.identity.version}`,
    );
  } finally {
    if (results.length > 0) {
      const done = workOf(results, needed, compileMs);
      publishResults(context, plan, results, { caches, work: done, ...made }); // first: they stand also when the save is cancelled
      // what did compile is worth keeping although the rest has errors; what was cut off by a full disk is not
      if (results.every(({ failure }) => failure === undefined))
        publishCaches(context, caches, done, await caches.save(done));
    }
  }
}

/** The folders of the programs; undefined for a command of the user's own, which may compile anything. */
function mainsOf({ inputs }: GoBuildContext, { binaries }: Plan): readonly string[] | undefined {
  return inputs.buildCommand === undefined ? binaries.map((binary) => binary.package.dir) : undefined;
}

function commandOf(
  { inputs, workingDirectory }: GoBuildContext,
  { identity }: Plan,
): BuildCommand | undefined {
  const { buildCommand } = inputs;
  return buildCommand === undefined
    ? undefined
    : { words: splitFlags(buildCommand) ?? [], cwd: workingDirectory, identity };
}

/** What is known of a build beside its binaries, as far as it came. */
interface Beside {
  findings: Findings | undefined;
  release: Release | undefined;
}

function isVerified({ inputs }: GoBuildContext): boolean {
  const { maxBinarySize, maxBinaryGrowth, smokeCommand, verifyReproducible } = inputs;
  return (
    verifyReproducible || [maxBinarySize, maxBinaryGrowth, smokeCommand].some((value) => value !== undefined)
  );
}

function isReleased({ inputs, host }: GoBuildContext): boolean {
  const { archive, checksums, sbom, moduleList, dependencySnapshot } = inputs;
  const declares = (host.env['GITHUB_ARTIFACTS'] ?? '') !== '';
  return (
    [archive, checksums].some((path) => path !== undefined) ||
    sbom ||
    moduleList ||
    dependencySnapshot !== 'off' ||
    declares
  );
}

function noteStarts(results: readonly BatchResult[], started: Findings['started']): readonly BatchResult[] {
  const times = new Map(started.map(({ path, startMs }) => [path, startMs]));
  return results.map((result) => ({
    ...result,
    binaries: result.binaries.map((binary) => {
      const startMs = times.get(binary.path);
      return startMs === undefined ? binary : { ...binary, startMs };
    }),
  }));
}

function buildFlags({ inputs, host }: GoBuildContext, { git, go, tags, toolchain }: Plan): BuildFlags {
  const stamp = git.state === 'ok';
  if (git.state === 'broken')
    host.annotate({
      level: 'notice',
      message: `git cannot be read (${git.reason}): binaries are built without Go's own stamp (-buildvcs=false); the version is put in all the same`,
    });
  const { ldflags, trimpath, cgo, profile } = inputs;
  const debug = profile === 'debug';
  const gcflags = debug ? DEBUG_GCFLAGS : inputs.gcflags;
  const strip = inputs.strip && !debug;
  const goflags = toolchain.env['GOFLAGS'] ?? '';
  return {
    tags,
    ldflags,
    gcflags,
    trimpath,
    strip,
    cgo,
    goflags,
    json: go.version.minor >= JSON_SINCE,
    stamp,
  };
}

/** The series of Go with `go build -json` (https://go.dev/doc/go1.24#go-command). */
const JSON_SINCE = 24;

/** What a debugger needs: nothing optimised away, nothing put into its caller. */
const DEBUG_GCFLAGS = 'all=-N -l';

/** At most this many warnings; GitHub shows ten a step. */
const SHOWN_WARNINGS = 10;

function warnOfSources({ host, workspace }: GoBuildContext, { legacy, pointers }: SourceFacts): void {
  for (const path of pointers.slice(0, SHOWN_WARNINGS)) {
    host.annotate({
      level: 'warning',
      file: relative(workspace, path),
      line: 1,
      message:
        'this file is embedded and is not here: Git LFS holds its content, and the binary gets the pointer. Check the code out with lfs: true',
    });
  }
  for (const { path, line } of legacy.slice(0, SHOWN_WARNINGS)) {
    host.annotate({
      level: 'warning',
      file: relative(workspace, path),
      line,
      message:
        'this file has only the old // +build comment, which Go still obeys: gofmt -w adds the //go:build line that replaces it',
    });
  }
}

async function verify({ files, log, workspace }: GoBuildContext, plan: Plan, run: GoRun): Promise<void> {
  const show = (path: string): string => relative(workspace, path) || '.';
  const options = { run, files, log, show };
  await downloadModules(options, plan.tree.modules); // those too that this build does not need
  await verifyModules(options, plan.tree.modules);
}

function compileOptions(
  context: GoBuildContext,
  runner: GoRun,
  plan: Plan,
  flags: BuildFlags,
): CompileOptions {
  return {
    run: runner,
    files: context.files,
    log: context.log,
    flags,
    goflags: plan.toolchain.env['GOFLAGS'] ?? '',
    workspace: context.workspace,
    concurrency: concurrencyOf(context),
    scratch: [plan.toolchain.env['GOCACHE'] ?? '', plan.toolchain.env['GOTMPDIR'] || tmpdir()].filter(
      (folder) => isAbsolute(folder),
    ),
  };
}

function concurrencyOf({ inputs }: GoBuildContext): number {
  return inputs.concurrency ?? availableParallelism();
}
