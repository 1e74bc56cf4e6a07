import { showTable } from '../system/table.ts';

/** How one layer went, as the reporter writes it. */
export interface LayerResult {
  readonly passed: number;
  /** Full names of failed tests, and of whatever failed outside a test. */
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  /** Version of the Node that ran the tests. */
  readonly node: string;
}

/** A layer with its time. */
export interface LayerRun extends LayerResult {
  readonly name: string;
  readonly seconds: number;
  /** Why it could not run at all. */
  readonly refused?: string | undefined;
}

/** What `npm test` says at its end. */
export interface Verdict {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/**
 * Draws the verdict from all layers. Under `strict` (CI) a skipped test and a layer that could not run count as
 * failures: nothing that was not seen to work may look green.
 */
export function judge(runs: readonly LayerRun[], strict: boolean): Verdict {
  const passed = runs.reduce((sum, run) => sum + run.passed, 0);
  const found = runs.flatMap((run) => [
    ...run.failed.map((name) => `${run.name}: ${name}`),
    ...(strict ? run.skipped.map((name) => `${run.name}: ${name} (skipped, which CI forbids)`) : []),
    ...(strict && run.refused !== undefined
      ? [`${run.name}: the layer cannot run here: ${run.refused}`]
      : []),
  ]);
  const notes = runs.flatMap((run) => [
    ...(!strict && run.refused !== undefined ? [`${run.name} cannot run here: ${run.refused}`] : []),
    ...(strict ? [] : run.skipped.map((name) => `${run.name}: ${name} (skipped)`)),
  ]);
  const problems = passed === 0 && found.length === 0 ? ['no test ran'] : found;
  return {
    lines: [
      ...layerTable(runs),
      ...(problems.length === 0 ? [] : ['', 'Failed:', ...problems.map((problem) => `  ✗ ${problem}`)]),
      ...(notes.length === 0 ? [] : ['', 'Not run:', ...notes.map((note) => `  - ${note}`)]),
      '',
      `${passed} passed, ${problems.length} failed`,
    ],
    exitCode: problems.length === 0 ? 0 : 1,
  };
}

function layerTable(runs: readonly LayerRun[]): string[] {
  const head = ['layer', 'passed', 'failed', 'skipped', 'seconds'];
  const rows = runs.map((run) => [
    run.name,
    String(run.passed),
    String(run.failed.length),
    String(run.skipped.length),
    run.refused === undefined ? run.seconds.toFixed(1) : 'cannot run',
  ]);
  return showTable(head, rows, ['left', 'right', 'right', 'right', 'right']);
}
