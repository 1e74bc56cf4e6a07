import { parseArguments } from '../arguments.ts';
import { type Bar, barLine, isHeld } from '../bench/bar.ts';
import { readSources, testChooser, workspaceOf } from '../mutate/choose-tests.ts';
import { decisionFiles } from '../mutate/decision-code.ts';
import type { Sources } from '../mutate/import-graph.ts';
import { findKnown } from '../mutate/known.ts';
import { mutantsOf } from '../mutate/operators.ts';
import { type PlacedMutant, type Tried, tryMutant } from '../mutate/run-mutants.ts';
import { sample } from '../mutate/sample.ts';
import { makeScratchCheckout, removeScratchCheckout } from '../mutate/scratch-checkout.ts';
import { describeMutant, tellTried } from '../mutate/survivors.ts';
import { createWarmTester, type WarmTester } from '../mutate/warm-tester.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { Problem } from '../problem.ts';
import { onInterrupt } from '../system/interrupt.ts';
import { runningPrograms } from '../system/run.ts';

/** Longest time for all unit tests of a workspace. */
const WHOLE_PATIENCE_MS = 600_000;

/** `mutate`: the share of small changes of decision code that a unit test notices, and those that none does. */
export async function mutateCommand(args: readonly string[]): Promise<number> {
  const { flags, options, words } = parseArguments(args, {
    flags: ['green'],
    options: ['count', 'seed', 'least'],
  });
  const [count, seed, least] = [
    number(options, 'count', 200),
    number(options, 'seed', 1),
    number(options, 'least', 85),
  ];
  const sources = await readSources(REPOSITORY_ROOT);
  const all = placedMutants(await decisionFiles(REPOSITORY_ROOT, words), sources);
  if (all.length === 0) throw new Problem(`there is no decision code below ${words.join(', ')}`);
  const drawn = sample(all, count, seed);
  const chosen = drawn.filter((mutant) => findKnown(textOf(sources, mutant), mutant) === undefined);
  const known = drawn.length - chosen.length;
  console.log(
    `${drawn.length} of ${all.length} changes, seed ${seed}; ${known} left out as known to change nothing`,
  );
  for (const mutant of drawn) {
    const reason = findKnown(textOf(sources, mutant), mutant)?.reason;
    if (reason !== undefined) console.log(`  left out: ${describeMutant(mutant)}: ${reason}`);
  }
  const scratch = await makeScratchCheckout(REPOSITORY_ROOT);
  const tester = createWarmTester(scratch);
  const signal = onInterrupt(() => runningPrograms() === 0);
  try {
    if (!flags.has('green')) await refuseRed(tester, chosen, sources);
    const tried = await tryAll(tester, chosen, sources, signal);
    return tell(tried, least, sources);
  } finally {
    tester.close();
    await removeScratchCheckout(scratch);
  }
}

function number(options: Readonly<Record<string, string>>, name: string, fallback: number): number {
  const text = options[name];
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text))
    throw new Problem(`--${name} needs a whole number of at most nine digits, not "${text}"`);
  return Number(text);
}

function placedMutants(paths: readonly string[], sources: Sources): readonly PlacedMutant[] {
  return paths.flatMap((path) => mutantsOf(sources.get(path) ?? '').map((mutant) => ({ ...mutant, path })));
}

function textOf(sources: Sources, { path }: PlacedMutant): string {
  return sources.get(path) ?? '';
}

/** Tests that fail anyway would notice everything. `--green` says that they were just seen to pass. */
async function refuseRed(
  tester: WarmTester,
  mutants: readonly PlacedMutant[],
  sources: Sources,
): Promise<void> {
  for (const workspace of new Set(mutants.map(({ path }) => workspaceOf(path)))) {
    const [path = ''] = mutants.map((mutant) => mutant.path).filter((one) => workspaceOf(one) === workspace);
    const question = { path, text: sources.get(path) ?? '', tests: [`${workspace}/test`] };
    if (!(await tester.passes(question, WHOLE_PATIENCE_MS)))
      throw new Problem(`the unit tests of ${workspace} fail without any change`);
  }
}

async function tryAll(
  tester: WarmTester,
  mutants: readonly PlacedMutant[],
  sources: Sources,
  signal: AbortSignal,
): Promise<readonly Tried[]> {
  const testsFor = testChooser(sources);
  const tried: Tried[] = [];
  for (const mutant of mutants) {
    if (signal.aborted) break;
    const subject = { text: textOf(sources, mutant), groups: testsFor(mutant.path) };
    const result = await tryMutant(tester, mutant, subject);
    tried.push(result);
    if (!result.caught) console.log(`  not noticed: ${describeMutant(mutant)}`);
    if (tried.length % 20 === 0) console.log(`  ${tried.length} of ${mutants.length} tried`);
  }
  return tried;
}

function tell(tried: readonly Tried[], least: number, sources: Sources): number {
  const caught = tried.filter((one) => one.caught).length;
  const percent = tried.length === 0 ? Number.NaN : Math.floor((caught * 1000) / tried.length) / 10;
  const bar: Bar = { name: 'mutation', value: percent, unit: '%', goal: ['>=', least] };
  console.log(`\n${tellTried(tried, (mutant) => textOf(sources, mutant)).join('\n')}`);
  console.log(`\nnoticed ${caught} of ${tried.length}`);
  console.log(barLine(bar));
  return isHeld(bar) ? 0 : 1;
}
