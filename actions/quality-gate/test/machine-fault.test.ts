import { expect, it } from 'vitest';
import { findTestFault } from '../src/conditions/test/machine-fault.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

const ENDED = { exitCode: 1, stdout: '', stderr: '', durationMs: 1 };
const KILLED = 'signal: killed';
const failed = (...output: readonly string[]) => packageResult('m/a', 'fail', { output });

it.each([
  ['the system killed it between two tests', testRun([failed(KILLED)]), `m/a: ${KILLED}`],
  [
    'the system killed it within a test',
    testRun([failed()], [testResult('m/a', 'TestA', 'unfinished', ['half way', KILLED])]),
    `m/a: ${KILLED}`,
  ],
  [
    'there was no room for its profile',
    testRun([failed('error generating coverage report: write /p: no space left on device')]),
    'm/a: error generating coverage report: write /p: no space left on device',
  ],
  [
    'the system killed another',
    testRun(
      [failed(), packageResult('m/b', 'fail')],
      [
        testResult('m/a', 'TestA', 'unfinished', ['half way']),
        testResult('m/b', 'TestB', 'unfinished', [KILLED]),
      ],
    ),
    `m/b: ${KILLED}`,
  ],
])('the end of a package is laid to the machine where %s', (_, run, line) => {
  expect(findTestFault(run, ENDED)?.line).toBe(line);
});

it.each([
  ['a failed test printed the same words', testRun([failed()], [testResult('m/a', 'T', 'fail', [KILLED])])],
  [
    'a test printed them before its last line',
    testRun([failed()], [testResult('m/a', 'T', 'unfinished', [KILLED, 'more'])]),
  ],
  [
    'go test killed it, since it did not heed its time limit',
    testRun([failed('*** Test killed with quit: ran too long (1m0s).', KILLED)]),
  ],
  ['it passed', testRun([packageResult('m/a', 'pass', { output: [KILLED] })])],
])('the end of a package is not laid to the machine where %s', (_, run) => {
  expect(findTestFault(run, ENDED)).toBeUndefined();
});
