import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { type Cache, errorMessage } from '@fairlead/core';
import { type GoRun, targetName } from '@fairlead/go';
import type { GoBuildContext } from './action.ts';
import { type BuildFlags, buildArguments, readonlyFlags } from './build/command.ts';
import { type BatchResult, compileBatches } from './build/compile.ts';
import { downloadModules } from './build/download.ts';
import { collectErrors, failureOf } from './build/failures.ts';
import { restoreSlots, type SlotState, saveSlots } from './cache/build-caches.ts';
import { decideCache, hasCacheService } from './cache/policy.ts';
import { readSources, type SourceFacts } from './cache/read-sources.ts';
import { cacheSlots } from './cache/slots.ts';
import { planBatches } from './plan/build-plan.ts';
import { goRun } from './plan/check-inputs.ts';
import { makePlan, type Plan } from './plan/make-plan.ts';
import { renderPlan, renderSummary } from './summary.ts';

/** The stages: plan, restore, download, compile, save. */
export async function run(context: GoBuildContext): Promise<void> {
  const { inputs, files } = context;
  const plain = goRun(context);
  const plan = await context.stage('plan', () => makePlan(context, plain));
  const goRunner: GoRun = {
    ...plain,
    env: { ...plain.env, ...(plan.git.state === 'ok' ? plan.git.env : {}) },
  };
  const flags = buildFlags(context, plan);
  const sources = await readSources(files, plan.tree);
  warnLegacy(context, sources);
  if (inputs.dryRun) return showPlan(context, plan, flags);
  const caches = await openCaches(context, plan, sources, flags);
  await context.stage('download modules', async () => {
    const show = (path: string): string => relative(context.workspace, path) || '.';
    const count = await downloadModules(goRunner, plan.tree.modules, show);
    context.log.info(`${count} modules at hand`);
  });
  let results: readonly BatchResult[] = [];
  const compiled = context.stage('compile', async () => {
    results = await compile(context, goRunner, plan, flags);
    const failure = failureOf(results, collectErrors(results));
    if (failure !== undefined) throw failure;
  });
  try {
    await compiled;
  } finally {
    // what did compile is worth keeping, whether or not the rest did
    if (results.length > 0) {
      await caches.save();
      publish(context, plan, results, caches);
    }
  }
}

function buildFlags({ inputs, log }: GoBuildContext, { git }: Plan): BuildFlags {
  const stamp = git.state !== 'broken';
  if (!stamp)
    log.info(
      `git cannot be read (${git.reason}), so binaries are built without Go's own stamp (-buildvcs=false)`,
    );
  const { ldflags, gcflags, trimpath, strip, cgo } = inputs;
  return { tags: inputs.tags ?? [], ldflags, gcflags, trimpath, strip, cgo, stamp };
}

/** At most this many warnings and error annotations; GitHub shows ten a step. */
const SHOWN = 10;

function warnLegacy({ host, workspace }: GoBuildContext, { legacy }: SourceFacts): void {
  for (const { path, line } of legacy.slice(0, SHOWN)) {
    host.annotate({
      level: 'warning',
      file: relative(workspace, path),
      line,
      message:
        'this file has only the old // +build comment, which Go ignores since go 1.18 in go.mod: add a //go:build line',
    });
  }
}

function showPlan(context: GoBuildContext, plan: Plan, flags: BuildFlags): void {
  for (const batch of planBatches(plan.binaries)) {
    const goflags = readonlyFlags(plan.toolchain.env['GOFLAGS'] ?? '', batch.vendored);
    const args = buildArguments(batch, flags, 'TEMP');
    context.log.info(`${targetName(batch.target)}: GOFLAGS='${goflags}' go ${args.join(' ')}`);
  }
  context.output('cache-hit', 'off');
  context.summarize(renderPlan(plan, context.workspace));
}

/** The caches of this run, restored; `save` stores what is new. */
interface OpenCaches {
  readonly states: readonly SlotState[];
  readonly reason: string;
  readonly save: () => Promise<void>;
}

async function openCaches(
  context: GoBuildContext,
  plan: Plan,
  sources: SourceFacts,
  flags: BuildFlags,
): Promise<OpenCaches> {
  const { inputs, event, host, log } = context;
  const policy = decideCache({ mode: inputs.cache, event, available: hasCacheService(host.env) });
  const closed = { states: [], reason: policy.reason, save: async () => {} };
  context.output('cache-hit', 'off');
  if (!policy.restore) {
    log.info(`cache off: ${policy.reason}`);
    return closed;
  }
  const cache = await loadCache(context);
  if (cache === undefined) return closed;
  const states = await context.stage('restore cache', () =>
    restoreSlots(cache, cacheSlots(plan, sources, flags), log),
  );
  context.output('cache-hit', states.find(({ slot }) => slot.name === 'packages')?.hit ?? 'off');
  const save = async (): Promise<void> => {
    if (policy.save && states.some(({ hit }) => hit !== 'exact'))
      await context.stage('save cache', async () => void (await saveSlots(cache, states, log)));
  };
  return { states, reason: policy.reason, save };
}

/** The client of the cache service is large: it is loaded only where there is a service. */
async function loadCache({ log }: GoBuildContext): Promise<Cache | undefined> {
  try {
    return (await import('@fairlead/core/cache')).createActionsCache();
  } catch (error) {
    log.warn(`the cache client cannot be loaded: ${errorMessage(error)}; building without it`);
    return undefined;
  }
}

function compile(
  context: GoBuildContext,
  goRunner: GoRun,
  plan: Plan,
  flags: BuildFlags,
): Promise<readonly BatchResult[]> {
  return compileBatches(planBatches(plan.binaries), {
    run: goRunner,
    files: context.files,
    log: context.log,
    flags,
    goflags: plan.toolchain.env['GOFLAGS'] ?? '',
    workspace: context.workspace,
    concurrency: context.inputs.concurrency ?? availableParallelism(),
  });
}

function publish(
  context: GoBuildContext,
  plan: Plan,
  results: readonly BatchResult[],
  caches: OpenCaches,
): void {
  const errors = collectErrors(results);
  const binaries = results.flatMap((result) => result.binaries);
  context.output('binaries', JSON.stringify(binaries));
  context.output('paths', binaries.map(({ path }) => path).join('\n'));
  context.report.set('binaries', binaries);
  context.report.set('identity', plan.identity);
  context.report.set('compileErrors', errors);
  context.report.set(
    'cache',
    caches.states.map(({ slot, hit, matchedKey }) => ({
      name: slot.name,
      key: slot.key.key,
      hit,
      matchedKey,
    })),
  );
  // the failure itself is shown at the place of the first error
  for (const { file, line, column, message, targets } of errors.slice(1, SHOWN)) {
    const all = new Set(results.map(({ target }) => targetName(target)));
    const where = targets.length === all.size ? '' : ` (${targets.join(', ')})`;
    context.host.annotate({ level: 'error', file, line, column, message: `${message}${where}` });
  }
  context.summarize(
    renderSummary({ plan, results, errors, binaries, caches: caches.states, cacheReason: caches.reason }),
  );
}
