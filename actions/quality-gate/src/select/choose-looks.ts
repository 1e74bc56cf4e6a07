import { dirname, join } from 'node:path';
import { countOf, oncePer } from '@fairlead/core';
import { type KeptAnswer, type KeptAnswers, shortHash } from '@fairlead/go';
import type { Job } from '../check/check.ts';
import { troubleIn } from '../check/trouble.ts';
import { type Plan, withPackages } from '../plan/plan.ts';
import type { Finding } from '../verdict/condition.ts';
import { changesSince } from './changes-since.ts';
import { selectionOf } from './choose-packages.ts';
import { readFindings } from './read-findings.ts';
import type { PackageChoice, Selection } from './selection.ts';

/** A program that reads code and says what it finds, package by package. */
export interface Reader {
  readonly name: string;
  /** Everything that its findings depend on beside the code, Go and its settings; undefined where nobody knows that. */
  identity(): Promise<readonly unknown[] | undefined>;
}

/** What a program has to look at, and what it said of the rest. */
export interface Looks {
  /** The plan with what is to be looked at. */
  readonly plan: Plan;
  /** What it said of the other packages in earlier runs. */
  readonly kept: readonly Finding[];
  /**
   * Remembers what it found, for the next runs; undefined for findings of which nobody knows the package. Gives back where an
   * earlier run would have been wrong.
   */
  remember(found: readonly Finding[] | undefined): readonly string[];
}

/** What a run has found, until it is known that nothing changed meanwhile. */
const unsaved: (selection: Selection) => Promise<(() => Promise<void>)[]> = oncePer(async () => []);

/** Says of which packages an earlier finding still holds: everything that the program may see of them is as it was. */
export async function chooseLooks(job: Job, reader: Reader, select = selectionOf): Promise<Looks> {
  const { ports, plan } = job;
  const { name } = reader;
  const selection = await findSelection(job, select);
  const identity = selection === undefined ? undefined : await reader.identity();
  if (selection === undefined || identity === undefined) return { plan, kept: [], remember: () => [] };
  const answers = await selection.store.answers(name);
  const known = new Map<PackageChoice, readonly Finding[]>();
  for (const choice of selection.choices) {
    const key = keyOf(choice, identity);
    const answer = answers.get(choice.importPath)?.findLast((one) => one.key === key);
    const findings = answer === undefined ? undefined : readFindings(answer.findings);
    if (findings !== undefined) known.set(choice, findings);
  }
  const used = selection.everything === undefined ? known : new Map<PackageChoice, readonly Finding[]>();
  const looked = selection.choices.filter((choice) => !used.has(choice));
  const left = new Set([...used.keys()].map(({ importPath }) => importPath));
  ports.log.info(
    `${name}: looks at ${countOf(looked.length, 'package')}, and ${left.size} ${left.size === 1 ? 'is' : 'are'} as before`,
  );
  const pending = await unsaved(selection);
  return {
    plan: left.size === 0 ? plan : withPackages(plan, ({ importPath }) => !left.has(importPath)),
    kept: [...used.values()].flat(),
    remember(found) {
      const told = found === undefined ? undefined : byPackage(found, looked, ports.workspace);
      if (told === undefined) return [];
      const now = ports.clock.now();
      const fresh = new Map<string, KeptAnswer>();
      for (const [choice, findings] of told) {
        const key = keyOf(choice, identity);
        if (key !== undefined) fresh.set(choice.importPath, { key, at: now, findings });
      }
      if (fresh.size > 0)
        pending.push(() => selection.store.saveAnswers(name, merge(answers, fresh, selection, identity)));
      return [...told].flatMap(([choice, findings]) => {
        const before = known.get(choice);
        if (before === undefined || isSame(before, findings)) return [];
        return [
          `the selection is wrong: ${name} says something else of ${choice.importPath} than before, and nothing that is known of it has changed`,
        ];
      });
    },
  };
}

/** Keeps what was remembered in this run, unless the code changed while it was looked at. */
export async function saveLooks(job: Job, select = selectionOf): Promise<void> {
  const selection = await findSelection(job, select);
  if (selection === undefined) return;
  const pending = await unsaved(selection);
  if (pending.length === 0 || (await changesSince(selection, job)).length > 0) return;
  for (const save of pending) await save();
}

/** Where nobody can choose, everything is looked at; who needs the choice himself says why there is none. */
async function findSelection(job: Job, select: typeof selectionOf): Promise<Selection | undefined> {
  try {
    return await select(job);
  } catch (error) {
    troubleIn(error);
    return undefined;
  }
}

function isSame(before: readonly Finding[], now: readonly Finding[]): boolean {
  return JSON.stringify(before) === JSON.stringify(readFindings(now));
}

function keyOf({ sources }: PackageChoice, identity: readonly unknown[]): string | undefined {
  return sources === undefined ? undefined : shortHash(JSON.stringify([sources, identity]));
}

/**
 * What was found in each package of which that is known for sure; undefined where a finding lies in none of them. A package that
 * may speak of files of others leaves only those without findings beyond doubt.
 */
function byPackage(
  found: readonly Finding[],
  looked: readonly PackageChoice[],
  root: string,
): ReadonlyMap<PackageChoice, readonly Finding[]> | undefined {
  const inFolder = Map.groupBy(found, ({ file }) => dirname(join(root, file)));
  const folders = new Set(looked.map(({ dir }) => dir));
  if ([...inFolder.keys()].some((folder) => !folders.has(folder))) return undefined;
  const isSure = looked.every(({ sources }) => sources !== undefined);
  return new Map(
    looked.flatMap((choice): [PackageChoice, readonly Finding[]][] => {
      const own = inFolder.get(choice.dir) ?? [];
      return choice.sources === undefined || (own.length > 0 && !isSure) ? [] : [[choice, own]];
    }),
  );
}

/** All answers with the new ones; what was of use stands last, because the first are dropped. */
function merge(
  answers: KeptAnswers,
  fresh: ReadonlyMap<string, KeptAnswer>,
  selection: Selection,
  identity: readonly unknown[],
): KeptAnswers {
  const merged = new Map(answers);
  for (const choice of selection.choices) {
    const key = keyOf(choice, identity);
    const before = answers.get(choice.importPath) ?? [];
    const last = fresh.get(choice.importPath) ?? before.find((one) => one.key === key);
    if (last !== undefined)
      merged.set(choice.importPath, [...before.filter((one) => one.key !== last.key), last]);
  }
  return merged;
}
