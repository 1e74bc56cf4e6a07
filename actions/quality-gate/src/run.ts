import { checkCoverage, coverageLimit } from './conditions/coverage/check.ts';
import { checkFormat } from './conditions/gofmt/check.ts';
import { runCheck } from './conditions/run-check.ts';
import { judgeTests } from './conditions/test/judge.ts';
import { runTests } from './conditions/test/run-tests.ts';
import { checkVet } from './conditions/vet/check.ts';
import type { RunContext } from './context.ts';
import { makePlan } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import { describeCommands, describeRules, renderDryRun } from './publish/dry-run.ts';
import { type Evidence, writeCoverage, writeJunit } from './publish/evidence.ts';
import { publishVerdict } from './publish/verdict.ts';
import { type Rules, resolveRules } from './rules.ts';
import {
  type CheckName,
  type CheckResult,
  checkNames,
  fixedLimits,
  skippedResult,
} from './verdict/condition.ts';

/** plan → gofmt → vet → test → coverage → verdict. */
export async function run(context: RunContext): Promise<void> {
  const rules = resolveRules(context.inputs);
  let decided = false;
  try {
    const plan = await context.stage('plan', () => tellPlan(context, rules));
    if (context.inputs.dryRun) return context.summarize(renderDryRun(plan, rules));
    const { results, evidence } = await runChecks(context, plan, rules);
    decided = true;
    await publishVerdict(context, results, evidence);
  } finally {
    // an empty output could be read as "nothing wrong"
    if (!decided && !context.inputs.dryRun) context.output('gate', 'error');
  }
}

async function tellPlan(context: RunContext, rules: Rules): Promise<Plan> {
  const plan = await makePlan(context, rules);
  for (const [rule, value] of describeRules(plan, rules)) context.log.info(`${rule}: ${value}`);
  for (const command of describeCommands(plan, rules)) context.log.info(command);
  return plan;
}

/** Runs every check in turn; each gives its verdict, unless `fail-fast` ends it. */
async function runChecks(
  context: RunContext,
  plan: Plan,
  rules: Rules,
): Promise<{ results: readonly CheckResult[]; evidence: Evidence }> {
  const evidence: Evidence = { tests: undefined, coverage: undefined };
  const work: Readonly<Record<CheckName, () => Promise<CheckResult>>> = {
    gofmt: () => checkFormat(context, plan),
    vet: () => checkVet(context, plan, rules),
    test: async () => {
      const startedAt = new Date(context.clock.now());
      const output = await runTests(context, plan, rules);
      evidence.tests = output;
      await writeJunit(context, output.run, startedAt);
      return judgeTests(output, plan, rules.onMissing, context.workspace);
    },
    coverage: async () => {
      const measured = await checkCoverage(context, plan, rules, evidence.tests);
      evidence.coverage = measured;
      await writeCoverage(context, measured);
      return measured.result;
    },
  };
  const results: CheckResult[] = [];
  for (const name of checkNames) {
    const limit = name === 'coverage' ? coverageLimit(rules) : fixedLimits[name];
    const reason = reasonToSkip(name, rules, results);
    results.push(
      reason === undefined
        ? await runCheck(context, name, limit, work[name])
        : skippedResult(name, limit, reason),
    );
  }
  return { results, evidence };
}

function reasonToSkip(name: CheckName, rules: Rules, results: readonly CheckResult[]): string | undefined {
  if (!rules.checks.has(name)) return 'not in checks';
  const stopper = results.find(
    ({ condition }) => condition.status === 'failed' || condition.status === 'errored',
  );
  return rules.failFast && stopper !== undefined
    ? `not reached: ${stopper.condition.name} ${stopper.condition.status} and fail-fast is set`
    : undefined;
}
