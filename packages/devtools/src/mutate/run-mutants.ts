import type { TestGroups } from './choose-tests.ts';
import { applyMutant, type Mutant } from './operators.ts';
import type { WarmTester } from './warm-tester.ts';

/** A change of one file of the checkout. */
export interface PlacedMutant extends Mutant {
  readonly path: string;
}

/** How it went with one change: a test noticed it, or none did. */
export interface Tried {
  readonly mutant: PlacedMutant;
  readonly caught: boolean;
}

/** A source as it stands, and the tests that can notice a change of it. */
export interface Subject {
  readonly text: string;
  readonly groups: TestGroups;
}

/** Longest time for the tests of one change, which mostly take a second; a change that makes them hang is noticed. */
const PATIENCE_MS = 60_000;

/** Runs the tests that can notice a change, group by group; the file is as before afterwards. */
export async function tryMutant(tester: WarmTester, mutant: PlacedMutant, subject: Subject): Promise<Tried> {
  const { path } = mutant;
  const text = applyMutant(subject.text, mutant);
  const caught = await noticed(tester, { path, text }, subject.groups);
  // Tests of other files may import this one.
  await tester.passes({ path, text: subject.text, tests: [] }, PATIENCE_MS);
  return { mutant, caught };
}

async function noticed(
  tester: WarmTester,
  change: { readonly path: string; readonly text: string },
  groups: TestGroups,
): Promise<boolean> {
  for (const tests of groups) if (!(await tester.passes({ ...change, tests }, PATIENCE_MS))) return true;
  return false;
}
