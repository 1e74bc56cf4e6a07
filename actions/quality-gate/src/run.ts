import { countOf, createPause } from '@fairlead/core';
import { hashTree, stampTimes } from '@fairlead/go';
import type { Job } from './check/check.ts';
import { checksFor } from './conditions/checks-for.ts';
import { runChecks } from './conditions/run-checks.ts';
import type { RunContext } from './context.ts';
import { chooseEnvironment } from './environments/choose.ts';
import { lookAtEnvironments } from './environments/look.ts';
import { makePlan } from './plan/make-plan.ts';
import type { ChosenEnvironment, Plan } from './plan/plan.ts';
import { type Rules, resolveRules } from './plan/rules.ts';
import { applySuite, chooseSuite, readSuite, type Suite } from './plan/suite.ts';
import { unchecked } from './plan/unchecked.ts';
import { postReport } from './posting/post-report.ts';
import { announce, tellTrouble } from './publish/announce.ts';
import { describeCommands, describeRules, renderDryRun } from './publish/dry-run.ts';
import { publishResults } from './publish/results.ts';
import { publishVerdict } from './publish/verdict.ts';
import { choosePackages } from './select/choose-packages.ts';
import { foretellSelection } from './select/tell.ts';
import { planShards } from './shards/plan-shards.ts';
import { readShardPlan } from './shards/shard.ts';
import { sharePlan } from './shards/share-plan.ts';
import type { CheckResult } from './verdict/condition.ts';

/** plan → sources → the checks of the registry → verdict. */
export async function run(context: RunContext): Promise<void> {
  await unchecked(context, () => runGate(context));
}

async function runGate(context: RunContext): Promise<void> {
  const { reportFile } = context.inputs;
  if (reportFile !== undefined) return postReport(context, reportFile);
  if (context.inputs.fileTimes === 'content' && !context.inputs.dryRun)
    await context.stage('file times', () => stampFiles(context));
  const judged = await tellTrouble(context, () => judge(context));
  if (judged === undefined) return;
  const { plan, results } = judged;
  await context.stage('publish', () => publishResults(context, results));
  if (plan.shard === undefined) await announce(context, results); // of shards, the run that merges them tells
  publishVerdict(context, plan, results);
}

/** Undefined: a dry run and a plan of shards judge nothing. */
async function judge(
  given: RunContext,
): Promise<{ readonly plan: Plan; readonly results: readonly CheckResult[] } | undefined> {
  const { suites, suite: name } = given.inputs;
  const suite = chooseSuite(suites.map(readSuite), name, given.event.refName);
  const environment = await findEnvironment(given, suite);
  const childEnv = { ...given.childEnv, ...environment?.variables };
  const context = environment === undefined ? given : { ...given, childEnv };
  if (suite !== undefined) context.log.info(`suite: ${suite.name}`);
  const rules = resolveRules(
    applySuite(context.inputs, suite),
    checksFor(context.inputs.conditions),
    (input) => context.origin(input),
  );
  const plan = await context.stage('plan', () => tellPlan(context, rules, environment));
  if (context.inputs.dryRun) {
    const selection = await context.stage('selection', () => foresee(context, plan, rules));
    context.summarize(`${renderDryRun(plan, rules, context)}${selection}`);
    return undefined;
  }
  const shards = readShardPlan(rules.shard);
  if (shards === undefined) return { plan, results: await runChecks(context, plan, rules) };
  await planShards(context, plan, rules, shards);
  return undefined;
}

/** What the tests run against; undefined where no file says it. The checks have found the file to be right. */
async function findEnvironment(
  context: RunContext,
  suite: Suite | undefined,
): Promise<ChosenEnvironment | undefined> {
  const { envConfig: file, envName } = context.inputs;
  if (file === undefined) return undefined;
  const found = await lookAtEnvironments(context, file);
  return chooseEnvironment(found, { name: suite?.environment ?? envName, file, variables: context.childEnv });
}

async function tellPlan(
  context: RunContext,
  rules: Rules,
  environment: ChosenEnvironment | undefined,
): Promise<Plan> {
  const made = { ...(await makePlan(context, rules)), environment };
  const plan = await sharePlan(context, made, rules);
  for (const [rule, value] of describeRules(plan, rules)) context.log.info(`${rule}: ${value}`);
  for (const command of describeCommands(plan, rules, context)) context.log.info(command);
  if (plan.leftOut.length > 0)
    context.log.info(`${countOf(plan.leftOut.length, 'Go file')} left out by build constraints`);
  return plan;
}

/** Which packages would run their tests; empty where all do. */
async function foresee(ports: RunContext, plan: Plan, rules: Rules): Promise<string> {
  if (!rules.checks.has('test')) return '';
  const job: Job = { ports, plan, rules, tests: undefined, facts: { reports: new Map() } };
  const selection = await choosePackages(job, { dryRun: true });
  return selection === undefined ? '' : `\n${foretellSelection(job, selection)}`;
}

/** Before the first go command: it keeps an index of what it has seen. */
async function stampFiles({ workspace, reportFolder, signal }: RunContext): Promise<void> {
  stampTimes(workspace, await hashTree(workspace, [reportFolder], createPause(signal)));
}
