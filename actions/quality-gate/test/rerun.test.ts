import { CancelledError } from '@fairlead/core';
import type { Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { rerunFailures } from '../src/conditions/test/flaky/rerun.ts';
import { jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

type Event = readonly [action: string, test?: string];

/** What `go test -json` prints of m/a. */
const printed = (...events: readonly Event[]): string =>
  [['start'] as Event, ...events]
    .map(([Action, Test]) =>
      JSON.stringify({ Action, Package: 'm/a', ...(Test === undefined ? {} : { Test }) }),
    )
    .join('\n');
const ended = (name: string, action: string): readonly Event[] => [
  ['run', name],
  [action, name],
];
const once = (stdout: string, exitCode = 0): Transcript => ({ on: /^go test/, times: 1, stdout, exitCode });

const failedRun = testRun(
  [packageResult('m/a', 'fail')],
  [testResult('m/a', 'TestA', 'fail'), testResult('m/a', 'TestB', 'fail')],
);

async function rerun(rerunFailed: number, programs: readonly Transcript[], testArgs: readonly string[] = []) {
  const plan = { modules: [moduleOf('/w', 'm', [packageOf('a'), packageOf('b')])] };
  const made = jobOf({ plan, programs, settings: { rerunFailed, testArgs } });
  const retries = await rerunFailures(made.job, failedRun);
  const words = made.exec.calls.map(({ argv }) => argv.find((word) => word.startsWith('-run=')));
  return { ...made, words, passed: retries.map(({ name, passedOn }) => `${name} ${passedOn}`) };
}

describe('a second try of failed tests', () => {
  it('is none where nobody asked for it', async () => {
    const { passed, words } = await rerun(0, []);
    expect([passed, words]).toEqual([[], []]);
  });

  it('is of the failed tests alone, then of those that failed again', async () => {
    const first = printed(...ended('TestA', 'pass'), ...ended('TestB', 'fail'), ['fail']);
    const second = printed(...ended('TestB', 'pass'), ['pass']);
    const { passed, words, lines } = await rerun(2, [once(first, 1), once(second)]);
    expect(passed).toEqual(['TestA 1', 'TestB 2']);
    expect(words).toEqual(['-run=^(TestA|TestB)$', '-run=^(TestB)$']);
    expect(lines).toEqual(['try 2 of TestA, TestB in m/a', 'try 3 of TestB in m/a']);
  });

  it('ends when all have passed, and after as many tries as were asked for', async () => {
    const good = printed(...ended('TestA', 'pass'), ...ended('TestB', 'pass'), ['pass']);
    expect((await rerun(2, [once(good)])).words).toHaveLength(1);
    const bad = printed(...ended('TestA', 'fail'), ...ended('TestB', 'fail'), ['fail']);
    const { words, passed } = await rerun(1, [once(bad, 1)]);
    expect([words.length, passed]).toEqual([1, []]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'with its subtests, of which some are skipped',
      printed(
        ['run', 'TestA'],
        ...ended('TestA/x', 'pass'),
        ...ended('TestA/y', 'skip'),
        ['pass', 'TestA'],
        ['pass'],
      ),
      ['TestA 1'],
    ],
    [
      'and not where a subtest failed',
      printed(['run', 'TestA'], ...ended('TestA/x', 'fail'), ['pass', 'TestA'], ['pass']),
      [],
    ],
    ['and not where it was skipped', printed(...ended('TestA', 'skip'), ['pass']), []],
    ['and not where only another of a longer name did', printed(...ended('TestAll', 'pass'), ['pass']), []],
    [
      'whatever another of a longer name does',
      printed(...ended('TestA', 'pass'), ...ended('TestAll', 'fail'), ['fail']),
      ['TestA 1'],
    ],
    ['and not where the package did not end', printed(...ended('TestA', 'pass')), []],
    ['and not where a test did not end', printed(...ended('TestA', 'pass'), ['run', 'TestB'], ['fail']), []],
    ['and not where nothing was printed', '', []],
  ])('passes a test %s', async (_, stdout, expected) => {
    expect((await rerun(1, [once(stdout)])).passed).toEqual(expected);
  });

  it('goes by our choice of tests and runs, and keeps the other arguments of the user', async () => {
    const args = ['-run=TestOther', '--count=3', '-test.run=x', '-shuffle=on', '-cpu=2'];
    const { exec } = await rerun(1, [once(printed(['pass']))], args);
    const argv = exec.calls[0]?.argv ?? [];
    expect(argv.filter((word) => /run|count|shuffle|cpu/.test(word)).sort()).toEqual([
      '-count=1',
      '-cpu=2',
      '-run=^(TestA|TestB)$',
      '-shuffle=on',
    ]);
  });

  it('that cannot be started makes nothing better, and a cancelled one ends the run', async () => {
    const killed: Transcript = { on: /^go test/, signal: 'SIGKILL' };
    expect((await rerun(1, [killed])).passed).toEqual([]);
    const cancelled: Transcript = { on: /^go test/, error: new CancelledError('testing') };
    await expect(rerun(1, [cancelled])).rejects.toBeInstanceOf(CancelledError);
  });
});
