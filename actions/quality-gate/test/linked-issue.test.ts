import { resolveContext } from '@fairlead/core';
import { pullRequestEvent, pushEvent } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { linkedIssue } from '../src/conditions/linked-issue/check.ts';
import { findClosingReference } from '../src/conditions/linked-issue/find-issue.ts';
import { resolveRules } from '../src/plan/rules.ts';
import { jobOf } from './support/job-of.ts';
import { plainSettings } from './support/plain-settings.ts';

describe('a pull request that closes an issue (SRC-06)', () => {
  it.each([
    'Fixes #12',
    'This closes: #1.',
    'resolved acme/orders#7',
    'FIXED https://github.com/acme/orders/issues/7',
    'a\n\n- Close #3',
  ])('says so: %j', (body) => {
    expect(findClosingReference(body)).toMatch(/\d$/);
  });

  it.each([
    '',
    'see #12',
    'prefixes #12',
    'Fixes #',
    'Fixes 12',
    'Fixes https://github.com/acme/orders/pull/7',
    '<!-- Fixes #123 -->',
    '<!-- write Fixes #123',
    '`Fixes #1`',
    '```\nFixes #1\n```\n',
    '~~~md\nFixes #1',
  ])('does not say so: %j', (body) => {
    expect(findClosingReference(body)).toBeUndefined();
  });

  const judge = async (event: ReturnType<typeof pushEvent>, body?: string) => {
    const { job } = jobOf();
    const pull = event.payload['pull_request'] as object | undefined;
    const payload =
      pull === undefined
        ? event.payload
        : { ...event.payload, pull_request: { ...pull, body: body ?? null } };
    Object.assign(job.ports, { event: resolveContext(event.env, payload) });
    return linkedIssue.run(job, [], undefined);
  };

  it('passes with one, fails without, and is skipped elsewhere', async () => {
    expect((await judge(pullRequestEvent(), 'Fixes #12')).condition).toMatchObject({
      status: 'passed',
      reason: 'Fixes #12',
    });
    expect(await judge(pullRequestEvent())).toMatchObject({
      condition: {
        status: 'failed',
        reason: 'the text of #7 closes no issue: write Fixes #12, with its number',
      },
      code: 'GATE_ISSUE_MISSING',
    });
    expect((await judge(pushEvent())).condition.status).toBe('skipped');
  });

  it('is asked for by the input', () => {
    const inputs = {
      ...plainSettings,
      checks: ['gofmt'],
      coverageThreshold: undefined,
      preset: 'standard',
    } as const;
    expect([...resolveRules({ ...inputs, requireLinkedIssue: true }).judging]).toEqual([
      'gofmt',
      'linked-issue',
    ]);
    expect([...resolveRules(inputs).judging]).toEqual(['gofmt']);
  });
});
