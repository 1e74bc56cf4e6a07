import { findAbsentTests, type PackageTests } from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import type { TestOutput } from '../../check/test-output.ts';
import { inOrder, keepHistory, type Order } from '../../order/order.ts';
import type { Plan } from '../../plan/plan.ts';
import { type FreshRun, keepResults } from '../../select/keep-results.ts';
import { withReused, writeReusedProfile } from '../../select/reuse.ts';
import { narrowPlan, type Selection } from '../../select/selection.ts';
import { type TestCommand, testCommands } from './commands.ts';
import { runTests } from './run-tests.ts';

/** What the tests left: with what was used again, and without. */
export interface ChosenRun {
  readonly output: TestOutput;
  readonly fresh: FreshRun;
}

/** Which packages run, and in which order; undefined for all, as they are listed. */
export interface Choice {
  readonly selection: Selection | undefined;
  readonly order?: Order | undefined;
}

/** Runs the tests that have to run, puts earlier results to them, and keeps what is new. */
export async function runChosen(
  job: Job,
  declared: readonly PackageTests[],
  { selection, order }: Choice,
): Promise<ChosenRun> {
  const { ports, rules } = job;
  const plan = inOrder(job, selection === undefined ? job.plan : narrowPlan(job.plan, selection), order);
  const commands = commandsFor(job, plan, selection);
  const { run, broken, cacheLines } = await runTests(job, commands, declared);
  if (order !== undefined && broken === undefined) await keepHistory(job, order, run);
  const profiles = commands.flatMap(({ profile }) => profile ?? []);
  const whole = selection === undefined ? run : withReused(run, selection);
  const absent = findAbsentTests(whole, declared);
  const fresh = { run, cacheLines, profiles, absent: new Set(absent.map((item) => item.package)) };
  if (selection === undefined || broken !== undefined)
    return { output: { run: whole, broken, profiles, absent }, fresh };
  await keepResults(job, selection, fresh);
  const reused = rules.checks.has('coverage') ? await writeReusedProfile(ports, selection) : [];
  return { output: { run: whole, broken, profiles: [...profiles, ...reused], absent }, fresh };
}

/** The commands of the plan that really runs. */
function commandsFor(job: Job, plan: Plan, selection: Selection | undefined): readonly TestCommand[] {
  return selection === undefined
    ? testCommands(plan, job.rules, job.ports.reportFolder)
    : loggedCommands(plan, job);
}

/** Nanoseconds that a time limit may be longer. */
const NANOSECONDS = 1_000_000;

/**
 * The commands for a run whose results are kept. Go is to say where it keeps what a test read, and is to replay nothing: it
 * does not look at files outside of the module. A time limit that nobody had before makes it run, and log, every test.
 */
function loggedCommands(plan: Plan, { ports, rules }: Job): readonly TestCommand[] {
  const limit = Math.floor(rules.testTimeout) + Math.floor(Math.random() * NANOSECONDS) / NANOSECONDS;
  return testCommands(plan, { ...rules, testTimeout: limit }, ports.reportFolder).map((command) => {
    const debug = command.env['GODEBUG'] ?? '';
    return {
      ...command,
      env: { ...command.env, GODEBUG: `${debug}${debug === '' ? '' : ','}gocachetest=1` },
    };
  });
}
