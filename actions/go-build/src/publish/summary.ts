import { relative } from 'node:path';
import { countOf, formatBytes, markdownCode, markdownTable, markdownText } from '@fairlead/core';
import { targetName } from '@fairlead/go';
import type { BatchResult } from '../build/batch-result.ts';
import type { FoundError } from '../build/failures.ts';
import type { BuiltBinary } from '../build/put-in-place.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { Release } from '../release/make-release.ts';
import type { Findings } from '../release/verify.ts';
import { type CacheFacts, renderCaches } from './caches.ts';
import { describeIdentity } from './identity.ts';

/** What the summary is made from. */
export interface SummaryFacts {
  readonly plan: Plan;
  readonly results: readonly BatchResult[];
  readonly errors: readonly FoundError[];
  readonly binaries: readonly BuiltBinary[];
  readonly cache: readonly CacheFacts[];
  readonly cacheReason: string;
  readonly findings: Findings | undefined;
  readonly release: Release | undefined;
}

const SHOWN_ERRORS = 10;

/** The action's section of the step summary: errors first, then what was built, then how. */
export function renderSummary(facts: SummaryFacts): string {
  const { plan, results, errors, binaries } = facts;
  const compiled = results.reduce((sum, result) => sum + result.compiled, 0);
  return [
    renderErrors(errors, plan),
    renderBinaries(binaries),
    renderFiles(facts.release),
    [
      `- **Version** ${describeIdentity(plan)}`,
      `- **Go** ${plan.go.version.text}${plan.go.switched ? ` (switched from ${plan.toolchain.version.text})` : ''}`,
      `- **Cache** ${renderCaches(facts.cache, facts.cacheReason)}; ${countOf(compiled, 'package')} compiled`,
      ...[...(facts.findings?.notes ?? []), ...(facts.release?.notes ?? [])].map(
        (note) => `- **Note** ${markdownText(note)}`,
      ),
      ...renderLeftOut(plan),
    ].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The plan of a dry run. */
export function renderPlan(plan: Plan, workspace: string): string {
  const rows = plan.binaries.map(({ package: main, target, path }) => [
    main.importPath,
    targetName(target),
    relative(workspace, path),
  ]);
  return [
    'Dry run: nothing was built.',
    markdownTable(['Package', 'Target', 'Would go to'], rows),
    [
      `- **Version** ${describeIdentity(plan)}`,
      `- **Go** ${plan.go.version.text}`,
      ...renderLeftOut(plan),
    ].join('\n'),
  ].join('\n\n');
}

function renderLeftOut({ leftOut, doubts }: Plan): readonly string[] {
  const files = leftOut.length === 0 ? [] : [`- **Left out** ${leftOut.map(markdownCode).join(', ')}`];
  return [...files, ...doubts.map((doubt) => `- **Warning** ${markdownText(doubt)}`)];
}

function renderErrors(errors: readonly FoundError[], { targets }: Plan): string {
  if (errors.length === 0) return '';
  const rows = errors
    .slice(0, SHOWN_ERRORS)
    .map((error) => [
      markdownCode(`${error.file}:${error.line}${error.column === undefined ? '' : `:${error.column}`}`),
      error.message,
      error.targets.length === targets.length ? 'all' : error.targets.join(', '),
    ]);
  const rest = errors.length - SHOWN_ERRORS;
  return [
    markdownTable(['Place', 'Compile error', 'Targets'], rows),
    rest > 0 ? `… and ${rest} more: see the log` : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function renderBinaries(binaries: readonly BuiltBinary[]): string {
  return markdownTable(
    ['Binary', 'Target', 'Size', 'sha256'],
    binaries.map((binary) => [
      markdownCode(binary.path),
      binary.target,
      renderSize(binary),
      markdownCode(binary.sha256.slice(0, 12)),
    ]),
    ['left', 'left', 'right', 'left'],
  );
}

/** Archives and what comes with them. */
function renderFiles(release: Release | undefined): string {
  const { archives = [], sboms = [], checksums } = release ?? {};
  const made = [...archives, ...sboms, ...(checksums === undefined ? [] : [checksums])];
  if (made.length === 0) return '';
  return markdownTable(
    ['File', 'Size', 'sha256'],
    made.map(({ path, size, sha256 }) => [
      markdownCode(path),
      formatBytes(size),
      markdownCode(sha256.slice(0, 12)),
    ]),
    ['left', 'right', 'left'],
  );
}

function renderSize({ size, unstrippedSize, startMs }: BuiltBinary): string {
  const start = startMs === undefined ? '' : `, starts in ${startMs} ms`;
  if (unstrippedSize === undefined) return `${formatBytes(size)}${start}`;
  const saved = unstrippedSize - size;
  const percent = Math.round((100 * saved) / unstrippedSize);
  return `${formatBytes(size)} (strip saved ${formatBytes(saved)}, ${percent} %)${start}`;
}
