import { dirname } from 'node:path';
import { type FairleadError, listSome, PolicyError, ToolError } from '@fairlead/core';
import { keepProfile } from '../base-profile/keep-profile.ts';
import type { Check, Job } from '../check/check.ts';
import { blameFullDisk } from '../check/full-disk.ts';
import { boundDetails, boundReason, plainResult } from '../check/results.ts';
import { troubleIn } from '../check/trouble.ts';
import type { RunContext } from '../context.ts';
import { prepareConditions } from '../metrics/prepare.ts';
import { goflagsProblems } from '../plan/flags.ts';
import type { Plan } from '../plan/plan.ts';
import type { Rules } from '../plan/rules.ts';
import { saveLooks } from '../select/choose-looks.ts';
import { bringMissing } from '../tool/bring-tool.ts';
import type { CheckResult } from '../verdict/condition.ts';
import { judgeConditions } from './judge-conditions.ts';
import { judgesItself } from './judges-itself.ts';
import { checks } from './registry.ts';

/**
 * Runs every wanted check in turn; each gives its verdict, unless `fail-fast` ends it. What the checks want to know of the
 * sources is looked up beside those that want nothing, which only read: the tests, which could change it, wait for it.
 */
export async function runChecks(
  context: RunContext,
  plan: Plan,
  rules: Rules,
): Promise<readonly CheckResult[]> {
  const job: Job = { ports: context, plan, rules, tests: undefined, facts: { reports: new Map() } };
  const preparing = prepareChecks(job);
  preparing.catch(() => {}); // who waits for it says so
  let sources: Promise<ReadonlyMap<string, Prepared>> | undefined;
  const prepared = (): NonNullable<typeof sources> => (sources ??= context.stage('sources', () => preparing));
  const results: CheckResult[] = [];
  for (const check of checks) {
    // nobody expects a tool that nobody asked for
    if (!rules.checks.has(check.name) && check.byDefault !== true) continue;
    const reason = reasonToSkip(check, plan, rules, results);
    const result =
      reason === undefined
        ? await runCheck(
            context,
            check,
            job,
            check.prepare === undefined ? undefined : (await prepared()).get(check.name),
          )
        : plainResult({ ...blank(check, rules), status: 'skipped', reason });
    results.push(result);
  }
  await prepared();
  await saveLooks(job);
  if (rules.conditions.length === 0 || plan.shard !== undefined) return results;
  return context.stage('conditions', async () => {
    await keepProfile(job, results);
    return judgeConditions(job, results);
  });
}

/** What the checks found in the sources, or what kept them from it. */
type Prepared = { readonly found: unknown } | { readonly failed: FairleadError };

async function prepareChecks(job: Job): Promise<ReadonlyMap<string, Prepared>> {
  await prepareConditions(job);
  const wanted = checks.filter(
    ({ name }) => job.rules.checks.has(name) && (job.plan.shard === undefined || name === 'test'),
  );
  // most of it is waiting for short programs
  return new Map(await Promise.all(wanted.map((check) => prepareCheck(check, job))));
}

async function prepareCheck({ name, prepare }: Check, job: Job): Promise<readonly [string, Prepared]> {
  try {
    return [name, { found: await prepare?.(job) }];
  } catch (error) {
    return [name, { failed: troubleIn(error) }];
  }
}

/**
 * Runs one check as a stage of its own. A tool that breaks makes the condition `errored`; the other checks go on.
 *
 * @throws CancelledError, and whatever is a bug.
 */
async function runCheck(
  context: RunContext,
  check: Check,
  job: Job,
  sources: Prepared | undefined,
): Promise<CheckResult> {
  let result: CheckResult | undefined;
  try {
    await context.stage(check.name, async () => {
      const found = await attempt(check, job, sources);
      result = check.usesGo ? await blameFullDisk(found, job.ports, job.plan) : found;
      const { status, reason, actual } = result.condition;
      const isMeasured = status === 'failed' && !judgesItself(check, job.rules, job.plan);
      context.log.info(
        isMeasured
          ? `${check.name} measured, for conditions to judge: ${actual}`
          : `${check.name} ${status}: ${reason}`,
      );
      if (!isMeasured) throwVerdict(result);
    });
  } catch (error) {
    // the stage threw our own verdict, so that the timeline shows it; anything else is not ours
    if (result === undefined) throw error;
  }
  if (result === undefined) throw new TypeError(`${check.name} ended without a result`);
  return result;
}

async function attempt(check: Check, job: Job, sources: Prepared | undefined): Promise<CheckResult> {
  const { plan, rules, ports } = job;
  try {
    if (sources !== undefined && 'failed' in sources) throw sources.failed;
    if (check.usesGo) refuseGoflags(plan);
    const commands = await bringMissing(check, check.commands(plan, rules, ports), job);
    for (const command of commands)
      ports.log.debug(`${command.program} ${command.args.join(' ')} (${command.about})`);
    const result = await check.run(job, commands, sources?.found);
    const { condition, details } = check.usesGo ? withoutCompiler(result, plan) : result;
    const code = condition.status === result.condition.status ? result.code : 'GATE_NOT_CHECKED';
    const reason = boundReason(condition.reason);
    return { ...result, code, condition: { ...condition, reason }, details: boundDetails(details) };
  } catch (error) {
    if (
      rules.missingTools === 'skip' &&
      error instanceof ToolError &&
      error.code === 'TOOL_MISSING' &&
      check.optional
    ) {
      const reason = boundReason(`${error.message} (missing-tools: skip)`);
      return plainResult({ ...blank(check, rules), status: 'skipped', reason });
    }
    return erroredResult(check, rules, error);
  }
}

/** Flags that nobody sees may not decide what is checked. */
function refuseGoflags({ goflags }: Plan): void {
  const problems = goflagsProblems(goflags);
  if (problems.length === 0) return;
  throw new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `GOFLAGS has ${problems.join('; ')}`,
    hint: 'take it out of GOFLAGS for this step',
    argv: ['go'],
  });
}

/** A package that could not be compiled for lack of a C compiler was not checked, whatever is said about it. */
function withoutCompiler(result: CheckResult, { needCompiler }: Plan): CheckResult {
  const { status, reason: said } = result.condition;
  const { findings } = result;
  const isItsFault =
    findings.length > 0 && findings.every(({ file }) => needCompiler.includes(dirname(file)));
  if (needCompiler.length === 0 || status === 'errored' || (status === 'failed' && !isItsFault))
    return result;
  const reason = `${listSome(needCompiler)} imports "C" and there is no C compiler: install gcc, or set CGO_ENABLED=0 to leave such code out on purpose${status === 'failed' ? ` (${said})` : ''}`;
  return { ...result, condition: { ...result.condition, status: 'errored', reason } };
}

function throwVerdict({ condition, code }: CheckResult): void {
  if (condition.status === 'failed') throw new PolicyError({ code, message: condition.reason });
  if (condition.status === 'errored') throw new ToolError({ code, message: condition.reason, argv: [] });
}

function erroredResult(check: Check, rules: Rules, error: unknown): CheckResult {
  const { message, code, details } = troubleIn(error);
  const result = plainResult(
    { ...blank(check, rules), status: 'errored', reason: boundReason(message) },
    code,
  );
  return { ...result, details: boundDetails(details) };
}

function blank(check: Check, rules: Rules): { name: string; actual: string; limit: string } {
  return { name: check.name, actual: '', limit: check.limit(rules) };
}

function reasonToSkip(
  { name }: Check,
  plan: Plan,
  rules: Rules,
  results: readonly CheckResult[],
): string | undefined {
  if (!rules.checks.has(name)) return 'not in checks';
  if (plan.shard !== undefined && name !== 'test') return 'left to the run that merges the shards';
  const stopper = results.find(({ condition }) => stops(condition, plan, rules));
  return rules.failFast && stopper !== undefined
    ? `not reached: ${stopper.condition.name} ${stopper.condition.status} and fail-fast is set`
    : undefined;
}

/** Whether a verdict is final: what a condition judges later may pass, and then all must have been checked. */
function stops({ name, status }: CheckResult['condition'], plan: Plan, rules: Rules): boolean {
  if (status === 'errored') return true;
  const check = checks.find((one) => one.name === name);
  return status === 'failed' && check !== undefined && judgesItself(check, rules, plan);
}
