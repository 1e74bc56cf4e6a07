import { countOf, markdownCode, markdownTable, markdownText } from '@fairlead/core';
import type { GoRun } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import type { Plan } from '../plan/make-plan.ts';
import { MOST_ROWS, matrixRow, writeMatrix } from '../publish/matrix.ts';
import { type BuildChange, findChange } from './find-change.ts';

/** As many reasons are told of a binary; the others are counted. */
const SHOWN_REASONS = 5;

/** What the input `plan` asks for: which binaries the change touches, in outputs, report and summary. Nothing is built. */
export async function tellChange(context: GoBuildContext, plan: Plan, run: GoRun): Promise<void> {
  const change = await context.stage('compare', () => findChange(context, plan, run));
  const touched = change.binaries.filter(({ reasons }) => reasons.length > 0).map(({ binary }) => binary);
  const rows = change.binaries.map(({ binary, reasons }) => {
    const { name, package: path, folder, target } = matrixRow(binary, context.workspace);
    return { name, package: path, folder, target, touched: reasons.length > 0, reasons: shorten(reasons) };
  });
  context.output('plan', JSON.stringify(rows));
  context.output('matrix', writeMatrix(touched, context.workspace));
  context.output('cache-hit', 'off');
  context.report.set('plan', { compared: change.compared, binaries: rows });
  if (change.unknown)
    context.host.annotate({ level: 'warning', message: `everything counts as touched: ${change.compared}` });
  if (touched.length > MOST_ROWS)
    context.log.warn(
      `the matrix has ${touched.length} rows, and GitHub makes at most ${MOST_ROWS} jobs of one: plan parts of the repository by working-directory`,
    );
  for (const { name, target, reasons } of rows)
    context.log.info(`${name} for ${target}: ${reasons.length === 0 ? 'not touched' : reasons.join('; ')}`);
  const counted = `${touched.length} of ${countOf(rows.length, 'binary', 'binaries')}`;
  context.settle(
    'planned',
    change.unknown
      ? `all ${countOf(rows.length, 'binary', 'binaries')} count as touched: ${change.compared}`
      : `${counted} touched since ${change.compared}`,
  );
  context.summarize(renderChange(change, rows));
}

function shorten(reasons: readonly string[]): readonly string[] {
  const more = reasons.length - SHOWN_REASONS;
  return more > 0 ? [...reasons.slice(0, SHOWN_REASONS), `and ${more} more`] : reasons;
}

/** The section of the summary: what is touched first, targets of one package together. */
function renderChange(
  { compared, unknown }: BuildChange,
  rows: readonly { readonly package: string; readonly target: string; readonly reasons: readonly string[] }[],
): string {
  const groups = Map.groupBy(rows, ({ package: path, reasons }) => [path, ...reasons].join('\0'));
  const lines = [...groups.values()]
    .sort((a, b) => Number(b[0]?.reasons.length !== 0) - Number(a[0]?.reasons.length !== 0))
    .map((group) => [
      markdownCode(group[0]?.package ?? ''),
      group.map(({ target }) => target).join(', '),
      (group[0]?.reasons ?? []).map(markdownText).join('; ') || 'not touched',
    ]);
  return [
    'Plan: nothing was built.',
    markdownTable(['Package', 'Targets', 'Touched by'], lines),
    unknown
      ? `- **Compared** with nothing: ${markdownText(compared)}`
      : `- **Compared** with ${markdownText(compared)}`,
  ].join('\n\n');
}
