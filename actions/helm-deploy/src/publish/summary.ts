import { formatDuration, markdownCode, markdownTable, markdownText } from '@fairlead/core';
import type { Revision } from '@fairlead/helm';
import type { DeployContext } from '../context.ts';
import type { Settlement } from '../release/roll-back.ts';
import type { WorkloadRow } from '../rollout/workload-table.ts';
import type { SmokeAnswer } from '../smoke/answer.ts';
import type { BadEnd } from './failure.ts';
import { smokeTable } from './smoke.ts';

/** What a good end has to show. */
export interface Success {
  readonly revision: number;
  readonly outcome: string;
  readonly chart: string;
  readonly seconds: number;
  readonly rows: readonly WorkloadRow[];
  readonly previous: Revision | undefined;
  /** What the smoke test was told; none without one. */
  readonly answers: readonly SmokeAnswer[];
  /** What is well and still worth a look, a line each. */
  readonly notes: readonly string[];
}

/** The section of a deploy that is healthy. */
export function summarizeSuccess(context: DeployContext, success: Success): void {
  const { revision, outcome, chart, seconds, rows, previous, answers, notes } = success;
  const { release, environment } = context.inputs;
  const where = environment === undefined ? '' : ` (${markdownText(environment)})`;
  const before = previous === undefined ? 'first install' : `before: revision ${previous.revision}`;
  context.summarize(
    [
      `**${release}** revision **${revision}** is ${outcome}${where}: ${markdownText(chart)}, healthy after ${formatDuration(seconds * 1000)} (${before}).`,
      markdownTable(
        ['Workload', 'Image', 'Pods'],
        rows.map(({ workload, image, state }) => [workload, markdownCode(image), state]),
      ),
      ...(answers.length === 0 ? [] : [smokeTable(answers)]),
      ...notes.map((note) => `**Note** · ${markdownText(note)}.`),
    ].join('\n\n'),
  );
}

/** The section of a deploy that failed; the runner puts what, why and what to do above it. */
export function summarizeFailure(context: DeployContext, end: BadEnd, settled: Settlement): void {
  const parts = [`**What was done** · ${markdownText(settled.words)}.`];
  if (end.kind === 'smoke') parts.push(smokeTable(end.answers));
  if (end.kind === 'unhealthy') {
    const [cause, ...others] = end.causes;
    parts.push(
      markdownTable(
        ['Object', 'Container', 'Reason', 'What it means', 'For'],
        [cause, ...others].map((found) => [
          markdownText(found.object),
          markdownText(found.container ?? ''),
          markdownText(found.reason),
          markdownText(found.message),
          formatDuration(found.forMs),
        ]),
        ['left', 'left', 'left', 'left', 'right'],
      ),
    );
  }
  context.summarize(parts.join('\n\n'));
}
