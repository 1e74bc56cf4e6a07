import { CancelledError, FairleadError, PolicyError, ToolError } from '@fairlead/core';
import type { RunContext } from '../context.ts';
import type { CheckName, CheckResult } from '../verdict/condition.ts';

/**
 * Runs one check as a stage of its own. A tool that breaks makes the condition `errored`; the other checks go on.
 *
 * @throws CancelledError, and whatever is a bug.
 */
export async function runCheck(
  context: RunContext,
  name: CheckName,
  limit: string,
  work: () => Promise<CheckResult>,
): Promise<CheckResult> {
  let result: CheckResult | undefined;
  try {
    await context.stage(name, async () => {
      result = await attempt(name, limit, work);
      context.log.info(`${name} ${result.condition.status}: ${result.condition.reason}`);
      throwVerdict(result);
    });
  } catch (error) {
    // the stage threw our own verdict, so that the timeline shows it; anything else is not ours
    if (result === undefined) throw error;
  }
  if (result === undefined) throw new TypeError(`${name} ended without a result`);
  return result;
}

async function attempt(
  name: CheckName,
  limit: string,
  work: () => Promise<CheckResult>,
): Promise<CheckResult> {
  try {
    return await work();
  } catch (error) {
    return erroredResult(name, limit, error);
  }
}

function throwVerdict({ condition, code }: CheckResult): void {
  if (condition.status === 'failed') throw new PolicyError({ code, message: condition.reason });
  if (condition.status === 'errored') throw new ToolError({ code, message: condition.reason, argv: [] });
}

function erroredResult(name: CheckName, limit: string, error: unknown): CheckResult {
  if (!(error instanceof FairleadError) || error instanceof CancelledError || error.kind === 'internal')
    throw error;
  return {
    condition: { name, status: 'errored', actual: '', limit, reason: error.message },
    findings: [],
    code: error.code,
    details: error.details,
  };
}
