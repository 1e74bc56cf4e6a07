import { countOf } from '@fairlead/core';
import { failedPackages, failedTests, type TestRun } from '@fairlead/go';
import { type Measurement, measured, missing, nothing } from '../rule/measurement.ts';
import { percentOf, whole } from '../rule/rational.ts';
import { CONDITION_CODE, type Metric, type Source } from './metric.ts';

const RACE = /^\s*WARNING: DATA RACE/;

type Numbers = Pick<Metric, 'name' | 'description' | 'unit'>;

/** A metric of what the tests left. */
function ofTests(about: Numbers, read: (run: TestRun, source: Source) => Measurement): Metric {
  return {
    ...about,
    scopes: ['all'],
    needs: 'test',
    code: CONDITION_CODE,
    measure: (source) =>
      source.job.tests === undefined ? nothing('the tests did not run') : read(source.job.tests.run, source),
  };
}

export const testsRun: Metric = ofTests(
  { name: 'tests-run', description: 'tests and subtests that passed or failed', unit: '' },
  ({ counts }) =>
    measured({
      value: whole(counts.passed + counts.failed),
      words: `${counts.passed} passed, ${counts.failed} failed`,
    }),
);

export const testsFailed: Metric = {
  ...ofTests(
    {
      name: 'tests-failed',
      description: 'tests that failed or did not end, and packages that failed by themselves',
      unit: '',
    },
    (run, { checked }) => {
      const [tests, packages] = [failedTests(run), failedPackages(run)];
      return measured({
        value: whole(tests.length + packages.length),
        words: checked?.condition.reason ?? '',
        findings: checked?.findings ?? [],
        details: checked?.details ?? [],
      });
    },
  ),
  replaces: 'test',
  code: 'GATE_TESTS_FAILED',
};

export const testsSkipped: Metric = ofTests(
  { name: 'tests-skipped', description: 'tests and subtests that were skipped', unit: '' },
  ({ counts }) => measured({ value: whole(counts.skipped), words: describeSkipped(counts) }),
);

export const testsSkippedShare: Metric = ofTests(
  {
    name: 'tests-skipped-share',
    description: 'share of the tests and subtests that were skipped',
    unit: '%',
  },
  ({ counts }) => {
    const all = counts.passed + counts.failed + counts.skipped;
    if (all === 0) return missing('there are no tests');
    return measured({ value: percentOf(counts.skipped, all), words: describeSkipped(counts) });
  },
);

export const races: Metric = ofTests(
  { name: 'races', description: 'tests and packages with a data race; needs the input race', unit: '' },
  (run, { job }) => {
    if (!job.rules.race) return missing('the race detector is off: set race');
    const raced = [...run.tests, ...run.packages].filter(({ output }) =>
      output.some((line) => RACE.test(line)),
    );
    return measured({
      value: whole(raced.length),
      words:
        raced.length === 0
          ? 'no data race'
          : raced
              .map(({ name }) => name)
              .slice(0, 5)
              .join(', '),
    });
  },
);

function describeSkipped({ passed, failed, skipped }: TestRun['counts']): string {
  return `${skipped} of ${countOf(passed + failed + skipped, 'test')} skipped`;
}
