import {
  CancelledError,
  ExternalError,
  InputError,
  InternalError,
  PolicyError,
  ToolError,
} from '@fairlead/core';
import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/runtime/outcome.ts';

const details = { code: 'X', message: 'x' };

test.each([
  [new PolicyError(details), 'failure'],
  [new ToolError({ ...details, argv: ['go'] }), 'failure'],
  [new InputError([]), 'failure'],
  [new ExternalError(details), 'error'],
  [new InternalError(details), 'error'],
  [new CancelledError('waiting'), 'cancelled'],
])('%s ends a run or a stage as %s', (failure, outcome) => {
  expect(outcomeOf(failure)).toBe(outcome);
});

test.each(['TOOL_MISSING', 'TOOL_KILLED', 'TOOL_TIMEOUT', 'DISK_FULL'])(
  'a program that ends as %s has found nothing out: an error, no failure',
  (code) => {
    expect(outcomeOf(new ToolError({ ...details, code, argv: ['go'] }))).toBe('error');
  },
);

test('what found nothing out is an error, whatever its kind and code', () => {
  expect(outcomeOf(new ToolError({ ...details, argv: ['docker'], unchecked: true }))).toBe('error');
  expect(outcomeOf(new PolicyError({ ...details, unchecked: true }))).toBe('error');
});
