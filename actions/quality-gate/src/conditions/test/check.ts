import { formatDuration } from '@fairlead/core';
import type { PackageTests } from '@fairlead/go';
import type { Check, Job } from '../../check/check.ts';
import type { Retry } from '../../check/test-output.ts';
import { findOrder, type Order } from '../../order/order.ts';
import type { Rules } from '../../plan/rules.ts';
import { runsAnew } from '../../plan/runs-anew.ts';
import { dayOf } from '../../rule/day.ts';
import { selectionOf } from '../../select/choose-packages.ts';
import type { Selection } from '../../select/selection.ts';
import { tellSelection } from '../../select/tell.ts';
import type { CheckResult } from '../../verdict/condition.ts';
import { testCommands } from './commands.ts';
import { findDeclaredTests } from './declared.ts';
import { writeTestEvidence } from './evidence.ts';
import { describeFlaky, type FlakyTest, forgive, judgeRetries } from './flaky/flaky-tests.ts';
import { readQuarantine } from './flaky/quarantine.ts';
import { judgeTests, TEST_LIMIT } from './judge.ts';
import { renderFailedTests } from './section.ts';
import { seeTests } from './see-tests.ts';
import { narrowingFlags } from './selection.ts';

/** What is known of the tests before they run. */
interface TestSources {
  readonly declared: readonly PackageTests[];
  readonly selection: Selection | undefined;
  /** Undefined for the order of the plan. */
  readonly order?: Order | undefined;
}

/** Runs the tests of every package and compares what ran with what the sources declare. */
export const test: Check<TestSources> = {
  name: 'test',
  description: 'Every test of every package runs, and none fails.',
  settings: [
    'test-args',
    'test-timeout',
    'race',
    'short',
    'fresh',
    'select',
    'audit',
    'order',
    'rerun-failed',
    'quarantine',
  ],
  byDefault: true,
  alwaysJudges: true,
  usesGo: true,
  rank: 1,
  codes: {
    GATE_TESTS_FAILED: {
      meaning: 'Tests failed, or a test package did not compile, panicked or ran out of time.',
      fix: "Read the failed tests' own output in the summary.",
    },
    GATE_NOTHING_MEASURED: {
      meaning:
        'No test ran, tests of a package did not begin, or no statement could be counted: there is nothing to judge.',
      fix: 'Check packages, build-tags and test-args, and that every TestMain reaches m.Run. If having none is right, set on-missing to warn.',
    },
  },
  limit: () => TEST_LIMIT,
  describe: (_, rules) => [
    ['time for one package', formatDuration(rules.testTimeout)],
    ...(rules.select === 'all' ? [] : [['packages that test', describeSelect(rules)] as const]),
    ...(rules.order === 'listed'
      ? []
      : [['order of the packages', 'what failed lately, what changed, and what imports it, first'] as const]),
    ['earlier results', runsAnew(rules) ? 'not used' : "may be replayed from Go's cache"],
    ...(narrowingFlags(rules.testArgs).length === 0
      ? []
      : [['tests left out by', narrowingFlags(rules.testArgs).join(' ')] as const]),
  ],
  commands: (plan, rules, { reportFolder }) =>
    rules.merge === '' ? testCommands(plan, rules, reportFolder) : [],
  prepare: async (job) => ({
    declared: await findDeclaredTests(job),
    selection: await selectionOf(job),
    order: await findOrder(job),
  }),
  async run(job, _, { declared, selection, order }) {
    const { ports, plan, rules } = job;
    const startedAt = new Date(ports.clock.now());
    const { output: first, retries, fresh } = await seeTests(job, declared, { selection, order });
    const flaky = judgeFlaky(job, retries, selection);
    const output = { ...first, run: forgive(first.run, flaky) };
    job.tests = output;
    await writeTestEvidence(ports, output.run, startedAt);
    const result = judgeTests(
      output,
      plan,
      plan.shard === undefined ? rules.onMissing : 'warn',
      ports.workspace,
    );
    const told = selection === undefined ? undefined : await tellSelection(job, selection, fresh);
    const narrowed = narrowingFlags(rules.testArgs);
    return {
      ...withNotes(blameTestArgs(result, narrowed), [
        ...flaky.map(describeFlaky),
        ...(told === undefined ? [] : [told.note]),
      ]),
      section: [renderFailedTests(output.run), told?.section ?? '']
        .filter((part) => part !== '')
        .join('\n\n'),
      warnings: [
        ...(narrowed.length === 0 ? [] : [`test-args leaves tests out: ${narrowed.join(' ')}`]),
        ...flaky.filter(({ quarantine }) => quarantine !== undefined).map(describeFlaky),
        ...(told?.warnings ?? []),
      ],
    };
  },
};

/** What the tests are that failed and then passed. */
function judgeFlaky(
  { rules, ports }: Job,
  retries: readonly Retry[],
  selection: Selection | undefined,
): readonly FlakyTest[] {
  const today = dayOf(ports.clock.now());
  const choices = new Map(selection?.choices.map((choice) => [choice.importPath, choice]));
  const touched = (name: string): boolean | undefined => {
    const choice = choices.get(name);
    return choice?.key === undefined || choice.isNew ? undefined : choice.stored === undefined;
  };
  const flaky = judgeRetries(retries, rules.quarantine.map(readQuarantine), today, touched);
  ports.report.set('flaky', flaky);
  return flaky;
}

function withNotes(result: CheckResult, notes: readonly string[]): CheckResult {
  const { condition } = result;
  return { ...result, condition: { ...condition, reason: [condition.reason, ...notes].join('; ') } };
}

/** Where nothing ran, what the user left out is the first thing to look at. */
function blameTestArgs(result: CheckResult, narrowed: readonly string[]): CheckResult {
  const { condition, code } = result;
  if (code !== 'GATE_NOTHING_MEASURED' || narrowed.length === 0) return result;
  const reason = `${condition.reason}; test-args leaves tests out: ${narrowed.join(' ')}`;
  return { ...result, condition: { ...condition, reason } };
}

function describeSelect({ audit }: Rules): string {
  const often = audit === 0 ? '' : `; in every ${audit === 1 ? 'run' : `${audit}th run`} all, as an audit`;
  return `those that a change can affect, on pull requests${often}`;
}
