import { valueAt } from '@fairlead/core';
import type { Check } from '../../check/check.ts';
import { plainResult } from '../../check/results.ts';
import { findClosingReference } from './find-issue.ts';

const LIMIT = '1 issue or more';

/** Asks that a pull request says which issue it closes. The event alone is read. */
export const linkedIssue: Check = {
  name: 'linked-issue',
  description: 'The text of a pull request closes an issue, as in `Fixes #12`.',
  usesGo: false,
  rank: 9,
  codes: {
    GATE_ISSUE_MISSING: {
      meaning: 'The text of the pull request names no issue that it closes.',
      fix: 'Write `Fixes #12` into the text of the pull request, with the number of the issue, and run the job again from a new event.',
    },
  },
  limit: () => LIMIT,
  commands: () => [],
  async run({ ports }) {
    const shared = { name: 'linked-issue', limit: LIMIT };
    const { payload, pullRequest } = ports.event;
    if (pullRequest === undefined)
      return plainResult({ ...shared, status: 'skipped', actual: '', reason: 'this is no pull request' });
    const body = valueAt(payload, 'pull_request', 'body');
    const found = findClosingReference(typeof body === 'string' ? body : '');
    if (found !== undefined)
      return plainResult({ ...shared, status: 'passed', actual: '1 issue', reason: found });
    const reason = `the text of #${pullRequest.number} closes no issue: write Fixes #12, with its number`;
    return plainResult({ ...shared, status: 'failed', actual: '0 issues', reason }, 'GATE_ISSUE_MISSING');
  },
};
