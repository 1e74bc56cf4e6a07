import { field } from '@fairlead/core';
import { QUARANTINE_LINE } from '../plan/quarantine-line.ts';
import { SUITE } from '../plan/suite.ts';

/** Which tests run, where, and how often. */
export const whichTests = {
  select: field.choice(['all', 'affected'], {
    class: 'verdict',
    description:
      'Which packages test, and which vet and staticcheck look at. affected: on pull requests, those that a change can affect; for the others the results of earlier runs are used, coverage and findings included. On every other event all run.',
    default: 'all',
    group: 'Tests',
  }),
  audit: field.integer(
    {
      class: 'verdict',
      description:
        'With select: affected, every so many runs all packages run all the same, to see whether the choice would have been right. 0: never.',
      default: '10',
      group: 'Tests',
    },
    { min: 0, max: 1000 },
  ),
  order: field.choice(['listed', 'history'], {
    class: 'plain',
    description:
      'In which order packages test. history: first those that failed lately, that changed, or that import what changed, so that a red run says so sooner. All run in either order.',
    default: 'listed',
    group: 'Tests',
  }),
  'rerun-failed': field.integer(
    {
      class: 'verdict',
      description:
        'How often failed tests run once more, to tell flaky ones from broken ones. A flaky test still fails the gate unless it is in quarantine. Never after a data race, a panic or a time-out.',
      default: '0',
      group: 'Tests',
    },
    { min: 0, max: 2 },
  ),
  quarantine: field.list(
    {
      class: 'verdict',
      description:
        'Flaky tests that do not fail the gate until a day, each with its owner. They need rerun-failed.',
      default: '',
      allowed: 'PACKAGE TEST OWNER LAST-DAY, one a line, such as internal/pay TestRetry @anna 2026-12-31',
      group: 'Tests',
    },
    { separator: 'lines', item: field.matching(QUARANTINE_LINE, 'is not package, test, owner and day') },
  ),
  suites: field.list(
    {
      class: 'verdict',
      description:
        'Suites by branch or tag, one a line. The first whose refs fit decides build tags, packages, -skip, the environment and short; what it does not say is as the inputs say. Where none fits, and suites are given, the gate is an error.',
      default: '',
      allowed:
        'NAME: refs=PATTERN[,PATTERN] [tags=…] [packages=…] [skip=…] [env=…] [short], such as pre-release: refs=release/* tags=prerelease packages=./e2e/...',
      group: 'Tests',
    },
    { separator: 'lines', item: field.matching(SUITE, 'is not a suite') },
  ),
  suite: field.text({
    class: 'verdict',
    description:
      'Name of the suite to run, whatever the branch: for an environment, or on your own machine. Default: chosen by branch or tag.',
    default: '',
    group: 'Tests',
  }),
  shard: field.text(
    {
      class: 'verdict',
      description:
        'Test a part of the packages: 2/5 is the second of five. The other checks are left to the run that merges the shards. plan/5 tests nothing: it gives the output matrix, with as many shards as help, at most five.',
      default: '',
      allowed: 'NUMBER/COUNT, such as 2/5, or plan/COUNT',
      group: 'Shards',
    },
    field.matching(/^(?:(?:[1-9]\d?|plan)\/[1-9]\d?)?$/, 'is not a number and a count'),
  ),
  merge: field.text({
    class: 'verdict',
    description:
      'Folder with the files that the shards have left (output shard-report). Their tests are taken for a run of all; a shard that left none makes the gate an error.',
    default: '',
    group: 'Shards',
  }),
  durations: field.text({
    class: 'verdict',
    description:
      'report.json of an earlier run: shards are balanced by the seconds in it. Without it, by the size of the test files. The same file for all shards.',
    default: '',
    group: 'Shards',
  }),
  'file-times': field.choice(['keep', 'content'], {
    class: 'plain',
    description:
      "content gives every file of the workspace a time that follows from its content, before anything runs. Go's cache of test results goes by size and time, so with a kept GOCACHE a fresh checkout replays what did not change.",
    default: 'keep',
    group: 'Tests',
  }),
} as const;
