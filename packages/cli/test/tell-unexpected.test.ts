import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tellUnexpected } from '../src/tell-unexpected.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

it('tells an error of the system as it is', () => {
  const error = thrownBy(() => readFileSync('/no/such/file'));
  expect(tellUnexpected(error, {})).toBe("fairlead: ENOENT: no such file or directory, open '/no/such/file'");
});

it('calls a bug a bug, in one line, and shows where only when it is asked to', () => {
  const line = tellUnexpected(new TypeError('x is odd'), {});
  expect(line).toMatch(/^fairlead: unexpected error: x is odd: this is a bug; .*RUNNER_DEBUG=1/);
  expect(line).not.toContain('\n');
  expect(tellUnexpected(new TypeError('x is odd'), { RUNNER_DEBUG: '1' })).toContain('\n    at ');
  expect(tellUnexpected('odd', { RUNNER_DEBUG: '1' })).toMatch(/^fairlead: unexpected error: odd: [^\n]*$/);
});
