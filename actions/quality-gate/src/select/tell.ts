import {
  countOf,
  listSome,
  markdownCode,
  markdownDetails,
  markdownTable,
  markdownText,
} from '@fairlead/core';
import { changedFiles, type TestRun } from '@fairlead/go';
import type { Job } from '../check/check.ts';
import {
  describeSelection,
  foretell,
  isReused,
  type PackageChoice,
  reusedChoices,
  type Selection,
} from './selection.ts';

/** What is said about a selection. */
export interface SelectionText {
  readonly note: string;
  readonly section: string;
  readonly warnings: readonly string[];
}

/** Packages that are shown in the summary. */
const SHOWN = 50;

/** Says which packages ran and why, in the log, the outputs, the report and the summary. */
export async function tellSelection(job: Job, selection: Selection, fresh: TestRun): Promise<SelectionText> {
  const note = describeSelection(selection);
  const defects = await findDefects(selection, fresh);
  const rows = tellRows(job, selection, note, defects);
  return { note, section: renderSection(`Selection: ${note}`, 'Why it ran', rows), warnings: defects };
}

/** Says in a dry run which packages would run and why; gives the section of the summary. */
export function foretellSelection(job: Job, selection: Selection): string {
  const note = foretell(selection);
  return renderSection(`Selection: ${note}`, 'Why it would run', tellRows(job, selection, note, []));
}

/** A package, whether it runs, and why. */
interface Row {
  readonly package: string;
  readonly ran: boolean;
  readonly why: string;
}

function tellRows(
  { ports }: Job,
  selection: Selection,
  note: string,
  defects: readonly string[],
): readonly Row[] {
  const rows = selection.choices.map((choice) => ({
    package: choice.importPath,
    ran: !isReused(selection, choice),
    why: whyOf(selection, choice),
  }));
  for (const { package: name, ran, why } of rows) ports.log.info(`${ran ? 'run ' : 'kept'} ${name}: ${why}`);
  ports.output('packages-reused', String(reusedChoices(selection).length));
  ports.report.set('selection', { note, audit: selection.audit, defects, packages: rows });
  return rows;
}

function whyOf(selection: Selection, choice: PackageChoice): string {
  const { stored, reason, unseen } = choice;
  if (isReused(selection, choice)) return 'nothing that it depends on changed';
  if (stored !== undefined) return `nothing that it depends on changed; ${selection.everything ?? ''}`;
  return unseen === undefined ? reason : `${reason} (any file counts: ${unseen})`;
}

function renderSection(title: string, head: string, rows: readonly Row[]): string {
  const ran = rows.filter((row) => row.ran);
  const rest = ran.length - SHOWN;
  const table = markdownTable(
    ['Package', head],
    ran.slice(0, SHOWN).map((row) => [markdownCode(row.package), markdownText(row.why)]),
  );
  const more = rest > 0 ? `\n${countOf(rest, 'more package', 'more packages')} in the report.\n` : '';
  return markdownDetails(title, ran.length === 0 ? 'No package has to run.' : `${table}${more}`);
}

/**
 * Failures that a selection would have missed: nothing that is known of the package had changed. Its result is dropped, and
 * what did change is named: one of these files, or something outside, is the missing edge.
 */
async function findDefects(selection: Selection, fresh: TestRun): Promise<readonly string[]> {
  if (selection.everything === undefined) return [];
  const failed = new Set(fresh.packages.filter(({ outcome }) => outcome === 'fail').map(({ name }) => name));
  const defects: string[] = [];
  for (const { importPath, stored } of selection.choices) {
    if (stored === undefined || !failed.has(importPath)) continue;
    await selection.store.drop(importPath, stored.key);
    const changed = changedFiles(selection.tree, await selection.store.tree(stored.tree));
    const edge =
      changed.length === 0
        ? 'no file changed since it passed: it is flaky, or depends on something outside of the workspace'
        : `since it passed these changed: ${listSome(changed)}`;
    defects.push(
      `the selection is wrong: ${importPath} failed and would not have run on a pull request; ${edge}`,
    );
  }
  return defects;
}
