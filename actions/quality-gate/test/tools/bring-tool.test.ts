import { PolicyError } from '@fairlead/core';
import { createFakeExec } from '@fairlead/testkit';
import type { ToolWish } from '@fairlead/tools';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/check/check.ts';
import { lint } from '../../src/conditions/lint/check.ts';
import { staticcheck } from '../../src/conditions/staticcheck/check.ts';
import { vulnerabilities } from '../../src/conditions/vulnerabilities/check.ts';
import { bringMissing } from '../../src/tool/bring-tool.ts';
import { jobOf } from '../support/job-of.ts';
import { moduleOf, packageOf } from '../support/module-of.ts';

/** The programs that the check would start, and what was brought for it. */
async function bring<Sources>(
  check: Check<Sources>,
  missingTools: 'error' | 'skip' | 'bring',
  missing: readonly string[],
  brought: (wish: ToolWish) => Promise<string> = async ({ tool }) => `/tools/${tool.name}`,
) {
  const made = jobOf({
    settings: { missingTools },
    plan: { modules: [moduleOf('/w', 'm', [packageOf('a')])] },
  });
  Object.assign(made.job.ports, { exec: createFakeExec([], missing) });
  const wishes: string[] = [];
  const commands = await bringMissing(
    check,
    check.commands(made.job.plan, made.job.rules, made.job.ports),
    made.job,
    (wish) => {
      wishes.push(`${wish.tool.name} ${wish.version}`);
      return brought(wish);
    },
  );
  return { programs: [...new Set(commands.map(({ program }) => program))], wishes };
}

describe('a tool that is not on PATH (QG-10)', () => {
  it.each([
    [lint, 'golangci-lint 2.14.0', '/tools/golangci-lint/golangci-lint'],
    [staticcheck, 'staticcheck 2026.2.1', '/tools/staticcheck/staticcheck'],
  ] as const)('is brought in the version of our list', async (check, wish, program) => {
    const missing = ['golangci-lint', 'staticcheck'];
    expect(await bring(check, 'bring', missing)).toEqual({ programs: [program], wishes: [wish] });
  });

  it('is not brought where it is there, and never unasked', async () => {
    expect(await bring(lint, 'bring', [])).toEqual({ programs: ['golangci-lint'], wishes: [] });
    for (const rule of ['error', 'skip'] as const)
      expect(await bring(lint, rule, ['golangci-lint'])).toEqual({ programs: ['golangci-lint'], wishes: [] });
  });

  it('stays missing where its makers publish no archive', async () => {
    expect(await bring(vulnerabilities, 'bring', ['govulncheck'])).toEqual({
      programs: ['govulncheck'],
      wishes: [],
    });
  });

  it('leaves nothing checked where what came has another digest', async () => {
    const refuse = () => Promise.reject(new PolicyError({ code: 'TOOL_DIGEST', message: 'another sha256' }));
    await expect(bring(lint, 'bring', ['golangci-lint'], refuse)).rejects.toMatchObject({
      code: 'TOOL_DIGEST',
    });
  });
});
