import { countOf } from '@fairlead/core';
import type { ClosureKey, InputPlaces, ResultStore, StoredResult, TreeHashes } from '@fairlead/go';
import { type Plan, withPackages } from '../plan/plan.ts';

/** What is known about one package before the tests run. */
export interface PackageChoice {
  readonly importPath: string;
  readonly dir: string;
  readonly hasTests: boolean;
  /** Undefined where too little is known to use a result again. */
  readonly key: ClosureKey | undefined;
  /** What programs that only read code may see of it; undefined where nobody knows all of that. */
  readonly sources: string | undefined;
  /** An earlier result that nothing has changed for. */
  readonly stored: StoredResult | undefined;
  /** Nothing is known of it from earlier runs. */
  readonly isNew: boolean;
  /** Why it runs; empty when the earlier result is used. */
  readonly reason: string;
  /** Where its test may look. */
  readonly places: InputPlaces;
  /** What else makes it run more often than one would like. */
  readonly unseen: string | undefined;
}

/** Which packages run and which earlier results are used. */
export interface Selection {
  readonly choices: readonly PackageChoice[];
  /** Why everything runs; undefined when packages are chosen. */
  readonly everything: string | undefined;
  /** Everything runs to see whether the choice would have been right. */
  readonly audit: boolean;
  readonly store: ResultStore;
  /** The tree before the tests. */
  readonly tree: TreeHashes;
  readonly goCache: string;
}

/** Whether an earlier result of a package is used. */
export function isReused(selection: Selection, { stored }: PackageChoice): boolean {
  return selection.everything === undefined && stored !== undefined;
}

/** The results that are used again. */
export function reusedChoices(
  selection: Selection,
): readonly (PackageChoice & { readonly stored: StoredResult })[] {
  return selection.choices.flatMap((choice) => {
    const { stored } = choice;
    return selection.everything === undefined && stored !== undefined ? [{ ...choice, stored }] : [];
  });
}

/** The plan without what is not run. go test is given import paths, never no path at all: that would mean the folder. */
export function narrowPlan(plan: Plan, selection: Selection): Plan {
  const left = new Set(reusedChoices(selection).map(({ importPath }) => importPath));
  return withPackages(plan, ({ importPath }) => !left.has(importPath));
}

/** `3 of 40 packages ran, 37 earlier results used`. */
export function describeSelection(selection: Selection): string {
  const all = selection.choices.length;
  const reused = reusedChoices(selection).length;
  if (selection.everything !== undefined) return `everything ran: ${selection.everything}`;
  return `${all - reused} of ${countOf(all, 'package')} ran, ${countOf(reused, 'earlier result')} used`;
}

/** `3 of 40 packages would run, 37 earlier results would be used`. */
export function foretell(selection: Selection): string {
  const all = selection.choices.length;
  const reused = reusedChoices(selection).length;
  if (selection.everything !== undefined) return `everything would run: ${selection.everything}`;
  return `${all - reused} of ${countOf(all, 'package')} would run, ${countOf(reused, 'earlier result')} would be used`;
}
