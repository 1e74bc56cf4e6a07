import { relative } from 'node:path';
import { shellCommand } from '@fairlead/core';
import { type ModuleVersion, targetName } from '@fairlead/go';
import type { BatchResult } from '../build/batch-result.ts';
import { type BuildFlags, buildArguments, compileEnvironment } from '../build/command.ts';
import { collectErrors } from '../build/failures.ts';
import { usesOf } from '../cache/build-caches.ts';
import type { RestoredCaches } from '../cache/open-caches.ts';
import type { GoBuildContext } from '../context.ts';
import { planBatches } from '../plan/build-plan.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { Release } from '../release/make-release.ts';
import type { Findings } from '../release/verify.ts';
import { writeSubjects } from './subjects.ts';
import { renderPlan, renderSummary } from './summary.ts';

/** GitHub shows ten error annotations a step; the failure itself is one of them. */
const SHOWN_ERRORS = 10;

/** What there is beside the binaries; undefined where the build did not come that far. */
export interface BuildExtras {
  readonly caches: RestoredCaches;
  /** The modules of the build, as far as they had to be looked for. */
  readonly needed: readonly ModuleVersion[];
  readonly findings: Findings | undefined;
  readonly release: Release | undefined;
}

/** Outputs, report, annotations and summary of a build, also of one that failed for some targets. */
export function publishResults(
  context: GoBuildContext,
  plan: Plan,
  results: readonly BatchResult[],
  { caches, needed, findings, release }: BuildExtras,
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
  const uses = usesOf(caches.states, needed);
  report.set(
    'cache',
    caches.states.map(({ slot, hit, matchedKey, entries, bytes, warm }) => ({
      name: slot.name,
      key: slot.key,
      hit,
      matchedKey,
      restored: { entries, bytes, warm },
      ...uses.get(slot.name),
    })),
  );
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
      caches: caches.states,
      cacheReason: caches.reason,
      cacheUse: uses.get('packages'),
      findings,
      release,
    }),
  );
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
