import { compareTexts } from '@fairlead/core';
import { showTable } from '../../system/table.ts';
import { barLine } from '../bar.ts';
import {
  barsOf,
  type Fresh,
  isCaught,
  isFaulty,
  lowerBound,
  type Measured,
  type Outcome,
  type Pace,
  share,
} from './bars.ts';
import type { Book } from './book.ts';

/** Everything that the book has. */
export function measuredOf(book: Book): Measured {
  const data = <T>(part: string): readonly T[] => book.all<T>(part).map((line) => line.data);
  const pace = (part: string): Pace | undefined => {
    const all = data<Pace>(part);
    if (all.length === 0) return undefined;
    const sum = (side: keyof Pace): number => all.reduce((total, one) => total + one[side], 0);
    return { gate: sum('gate'), plain: sum('plain') };
  };
  const fresh = data<Fresh>('fresh');
  const shards = data<{ readonly different: readonly string[] }>('shards');
  return {
    history: data<Outcome>('history'),
    mutants: data<Outcome>('mutants'),
    fresh:
      fresh.length === 0
        ? undefined
        : {
            packages: fresh.reduce((total, { packages }) => total + packages, 0),
            reused: fresh.reduce((total, { reused }) => total + reused, 0),
          },
    change: pace('change'),
    warm: pace('warm'),
    cold: pace('cold'),
    profile: pace('profile'),
    shards:
      shards.length === 0
        ? undefined
        : {
            modules: shards.length,
            equal: shards.filter(({ different }) => different.length === 0).length,
          },
  };
}

/** The table, the bound, the baselines and the bars. */
export function render(measured: Measured): readonly string[] {
  const outcomes = [...measured.history, ...measured.mutants];
  return ['', ...(outcomes.length === 0 ? [] : renderOutcomes(outcomes)), ...barsOf(measured).map(barLine)];
}

function renderOutcomes(outcomes: readonly Outcome[]): readonly string[] {
  const kinds = [...Map.groupBy(outcomes, ({ kind }) => kind)].sort(([a], [b]) => compareTexts(a, b));
  const head = ['change', 'edits', 'faulty', 'caught', 'packages run', 'by its own package', "by Go's cache"];
  const rows = [...kinds, ['all', outcomes] as const].map(([kind, own]) => row(kind, own));
  const faulty = outcomes.filter(isFaulty);
  const caught = faulty.filter(isCaught).length;
  const bound = (100 * lowerBound(caught, faulty.length)).toFixed(2);
  const plain = outcomes.filter(({ byGo }) => byGo !== undefined);
  const byGo = share(plain.map((one) => ({ ...one, ran: one.byGo?.ran ?? 0 }))).toFixed(0);
  return [
    ...showTable(head, rows, ['left', 'right', 'right', 'right', 'right', 'right', 'right']),
    '',
    `${caught} of ${faulty.length} faulty changes caught: at least ${bound} % (Clopper and Pearson, one-sided 95 %)`,
    `beside it: the changed package alone catches ${faulty.filter(({ ownFails }) => ownFails).length} of ${faulty.length}; Go's cache of results as it is runs ${byGo} % of the packages`,
    '',
  ];
}

function row(kind: string, own: readonly Outcome[]): readonly string[] {
  const faulty = own.filter(isFaulty);
  const plain = faulty.filter(({ byGo }) => byGo !== undefined);
  return [
    kind,
    String(own.length),
    String(faulty.length),
    String(faulty.filter(isCaught).length),
    `${share(own).toFixed(0)} %`,
    `${faulty.filter(({ ownFails }) => ownFails).length} of ${faulty.length}`,
    `${plain.filter(({ byGo }) => byGo?.caught === true).length} of ${plain.length}`,
  ];
}
