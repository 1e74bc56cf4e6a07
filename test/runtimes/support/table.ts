import { markdownTable } from '@fairlead/core';
import type { RuntimeProfile } from '@fairlead/testkit';
import type { ActionLab } from './lab.ts';
import type { Observation } from './observe.ts';

/** A row: a runtime and what was seen of each action there. */
export interface Row {
  readonly profile: RuntimeProfile;
  readonly cells: readonly Observation[];
}

/** The table for people: runtimes down, actions across, and where summaries are read. */
export function renderTable(labs: readonly ActionLab[], rows: readonly Row[]): string {
  const head = ['Where', ...labs.map(({ action }) => action), 'Summary'];
  const lines = rows.map(({ profile, cells }) => [
    profile.title,
    ...cells.map(({ words }) => words.join(', ')),
    [...new Set(cells.map(({ summary }) => summary))].join(' or '),
  ]);
  return markdownTable(head, lines).trimEnd();
}
