import { formatDuration } from '@fairlead/core';
import { findAbsentTests, type PackageTests } from '@fairlead/go';
import type { Check } from '../../check/check.ts';
import type { CheckResult } from '../../verdict/condition.ts';
import { profilePaths, runsAnew, testCommands } from './commands.ts';
import { findDeclaredTests } from './declared.ts';
import { writeTestEvidence } from './evidence.ts';
import { judgeTests, TEST_LIMIT } from './judge.ts';
import { runTests } from './run-tests.ts';
import { renderFailedTests } from './section.ts';
import { narrowingFlags } from './selection.ts';

/** Runs the tests of every package and compares what ran with what the sources declare. */
export const test: Check<readonly PackageTests[]> = {
  name: 'test',
  description: 'Every test of every package runs, and none fails.',
  settings: ['test-args', 'test-timeout', 'race', 'short', 'fresh'],
  byDefault: true,
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
    ['earlier results', runsAnew(rules) ? 'not used' : "may be replayed from Go's cache"],
    ...(narrowingFlags(rules.testArgs).length === 0
      ? []
      : [['tests left out by', narrowingFlags(rules.testArgs).join(' ')] as const]),
  ],
  commands: (plan, rules, { reportFolder }) => testCommands(plan, rules, reportFolder),
  prepare: findDeclaredTests,
  async run(job, commands, declared) {
    const { ports, plan, rules } = job;
    const startedAt = new Date(ports.clock.now());
    const { run, broken } = await runTests(job, commands, declared);
    const profiles = profilePaths(plan, rules, ports.reportFolder);
    job.tests = { run, broken, profiles, absent: findAbsentTests(run, declared) };
    await writeTestEvidence(ports, run, startedAt);
    const result = judgeTests(job.tests, plan, rules.onMissing, ports.workspace);
    const narrowed = narrowingFlags(rules.testArgs);
    return {
      ...blameTestArgs(result, narrowed),
      section: renderFailedTests(run),
      warnings: narrowed.length === 0 ? [] : [`test-args leaves tests out: ${narrowed.join(' ')}`],
    };
  },
};

/** Where nothing ran, what the user left out is the first thing to look at. */
function blameTestArgs(result: CheckResult, narrowed: readonly string[]): CheckResult {
  const { condition, code } = result;
  if (code !== 'GATE_NOTHING_MEASURED' || narrowed.length === 0) return result;
  const reason = `${condition.reason}; test-args leaves tests out: ${narrowed.join(' ')}`;
  return { ...result, condition: { ...condition, reason } };
}
