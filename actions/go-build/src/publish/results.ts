import { relative } from 'node:path';
import { shellCommand } from '@fairlead/core';
import { targetName } from '@fairlead/go';
import type { BatchResult } from '../build/batch-result.ts';
import { type BuildFlags, buildArguments, compileEnvironment } from '../build/command.ts';
import { collectErrors } from '../build/failures.ts';
import type { SavedSlots } from '../cache/build-caches.ts';
import type { BuildWork } from '../cache/cache-slot.ts';
import type { RestoredCaches } from '../cache/open-caches.ts';
import type { GoBuildContext } from '../context.ts';
import { planBatches } from '../plan/build-plan.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { Release } from '../release/make-release.ts';
import type { Findings } from '../release/verify.ts';
import { type CacheFacts, cacheFacts } from './caches.ts';
import { writeSubjects } from './subjects.ts';
import { renderPlan, renderSummary } from './summary.ts';

/** GitHub shows ten error annotations a step; the failure itself is one of them. */
const SHOWN_ERRORS = 10;

/** What there is beside the binaries; undefined where the build did not come that far. */
export interface BuildExtras {
  readonly caches: RestoredCaches;
  readonly work: BuildWork;
  readonly findings: Findings | undefined;
  readonly release: Release | undefined;
}

/** Outputs, report, annotations and summary of a build, also of one that failed for some targets. */
export function publishResults(
  context: GoBuildContext,
  plan: Plan,
  results: readonly BatchResult[],
  { caches, work, findings, release }: BuildExtras,
): void {
  const { report, host } = context;
  const errors = collectErrors(results);
  const binaries = results.flatMap((result) => result.binaries);
  context.output('binaries', JSON.stringify(binaries));
  context.output('paths', binaries.map(({ path }) => path).join('\n'));
  const handedOver = (release?.archives.length ?? 0) > 0 ? (release?.archives ?? []) : binaries;
  context.output('subjects', writeSubjects([...handedOver, ...(release?.sboms ?? [])]));
  report.set('binaries', binaries);
  report.set('identity', plan.identity);
  report.set('compileErrors', errors);
  if (release !== undefined) report.set('release', release);
  const cache = publishCaches(context, caches, work, new Map());
  const all = new Set(results.map(({ target }) => targetName(target)));
  // the failure line is shown at the place of the first error
  for (const { file, line, column, message, targets } of errors.slice(1, SHOWN_ERRORS)) {
    const where = targets.length === all.size ? '' : ` (${targets.join(', ')})`;
    host.annotate({ level: 'error', file, line, column, message: `${message}${where}` });
  }
  context.summarize(
    renderSummary({
      plan,
      results,
      errors,
      binaries,
      cache,
      cacheReason: caches.reason,
      findings,
      release,
    }),
  );
}

/** What the caches gave and took; once more after a save, which comes when everything else stands. */
export function publishCaches(
  context: GoBuildContext,
  { states }: RestoredCaches,
  work: BuildWork,
  saved: SavedSlots,
): readonly CacheFacts[] {
  const facts = cacheFacts(states, work, saved);
  const packages = facts.find(({ name }) => name === 'packages');
  if (packages !== undefined) context.output('cache-hit', packages.hit);
  context.output('cache-matched-key', packages?.matchedKey ?? '');
  context.output('cache-hit-ratio', packages?.ratio === undefined ? '' : String(packages.ratio));
  context.output('cache', JSON.stringify(facts));
  const restored = states.map(({ slot: { key }, entries, bytes, warm }) => ({
    key,
    restored: { entries, bytes, warm },
  }));
  context.report.set(
    'cache',
    facts.map((one, index) => ({ ...one, ...restored[index] })),
  );
  return facts;
}

/** What a dry run shows: every command, and where its binaries would go. */
export function showPlan(context: GoBuildContext, plan: Plan, flags: BuildFlags): void {
  const { buildCommand } = context.inputs;
  if (buildCommand !== undefined) context.log.info(`would run for each target: ${buildCommand}`);
  for (const batch of buildCommand === undefined ? planBatches(plan.binaries) : []) {
    const env = compileEnvironment({}, batch, plan.toolchain.env['GOFLAGS'] ?? '', flags);
    const argv = ['go', ...buildArguments(batch, flags, 'TEMP')];
    const folder = relative(context.workspace, batch.moduleDir);
    context.log.info(`would run: ${shellCommand({ argv, env, folder })}`);
  }
  context.output('cache-hit', 'off');
  context.summarize(renderPlan(plan, context.workspace));
}
