import { relative } from 'node:path';
import { type InputProblem, insideProblem, resolveInside } from '@fairlead/core';
import { checkSettingsFile, discoverModules } from '@fairlead/go';
import { checkNames, checks as registry } from './conditions/registry.ts';
import { checkTestArgs } from './conditions/test/commands.ts';
import type { GateInputs, RunContext } from './context.ts';
import { checkEnvironments } from './environments/check.ts';
import { metricOf } from './metrics/registry.ts';
import { lookAtGo } from './plan/look.ts';
import { chooseSuite, readSuite } from './plan/suite.ts';
import { unchecked } from './plan/unchecked.ts';
import { readShard, readShardPlan } from './shards/shard.ts';

/** What is looked at before anything is run. */
export const checks = [
  checkTestFlags,
  checkConditions,
  checkCombination,
  checkSonar,
  checkPlugins,
  checkShards,
  checkSuites,
  checkEnvironments,
  checkEffects,
  checkCacheFolder,
  checkFolder,
  checkSettings,
];

function checkTestFlags({ testArgs }: GateInputs): InputProblem[] {
  return checkTestArgs(testArgs).map((problem) => ({
    input: 'test-args',
    problem,
    allowed: 'flags of go test, one a line',
  }));
}

/** A settings file of Go that lies in the workspace came with the code. */
async function checkSettings(
  { reportFile }: GateInputs,
  context: RunContext,
): Promise<readonly InputProblem[]> {
  if (reportFile !== undefined) return [];
  return checkSettingsFile(
    context.files,
    context.workspace,
    await unchecked(context, () => lookAtGo(context)),
  );
}

/** Verdicts are told apart by their names. */
function checkConditions({ conditions }: GateInputs): InputProblem[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ name, metric, scope }) => {
    const own = scope.kind === 'all' ? metricOf(metric).replaces : undefined;
    const taken = seen.has(name) || (checkNames.includes(name) && name !== own);
    seen.add(name);
    const problem = `has two conditions, or a check and a condition, called ${name}`;
    return taken ? [{ input: 'conditions', problem, allowed: 'a name of its own for each' }] : [];
  });
}

function checkCombination({ checks: wanted }: GateInputs): InputProblem[] {
  return registry
    .filter(({ name, needs }) => needs !== undefined && wanted.includes(name) && !wanted.includes(needs))
    .map(({ name, needs }) => ({
      input: 'checks',
      value: wanted.join(','),
      problem: `has ${name} without ${needs}, which measures it`,
      allowed: `${name} together with ${needs}`,
    }));
}

/** Which server is asked, and of what, nobody can guess. */
function checkSonar({ checks: wanted, sonarUrl, sonarProject }: GateInputs): InputProblem[] {
  if (!wanted.includes('sonar')) return [];
  const needed = { 'sonar-url': sonarUrl, 'sonar-project': sonarProject };
  return Object.entries(needed)
    .filter(([, value]) => value === undefined)
    .map(([input]) => ({
      input,
      problem: 'is not set, and the check sonar needs it',
      allowed: `checks without sonar, or ${input}`,
    }));
}

/** A check that runs nothing would pass. */
function checkPlugins({ checks: wanted, plugins }: GateInputs): InputProblem[] {
  if (!wanted.includes('plugins') || plugins.length > 0) return [];
  const problem = 'is empty, and the check plugins runs what it names';
  return [{ input: 'plugins', problem, allowed: 'checks without plugins, or files of checks of your own' }];
}

/** A branch that no suite is for would run something that nobody meant. */
function checkSuites(
  { suites, suite: name }: GateInputs,
  { event }: Pick<RunContext, 'event'>,
): InputProblem[] {
  const known = suites.map(readSuite);
  if ((known.length === 0 && name === '') || chooseSuite(known, name, event.refName) !== undefined) return [];
  const names = known.map((suite) => suite.name).join(', ') || 'none';
  if (name !== '')
    return [{ input: 'suite', value: name, problem: 'is not among the suites', allowed: names }];
  const problem = `has no suite for ${JSON.stringify(event.refName)}`;
  return [{ input: 'suites', problem, allowed: `refs that fit, or one of ${names} as suite` }];
}

function checkShards({ shard, merge, select, checks: wanted }: GateInputs): InputProblem[] {
  const problems: InputProblem[] = [];
  const say = (input: string, value: string, problem: string, allowed: string): void =>
    void problems.push({ input, value, problem, allowed });
  if (shard !== '' && readShard(shard) === undefined && readShardPlan(shard) === undefined)
    say('shard', shard, 'is more than there are', 'a number up to the count, such as 5/5');
  if (shard !== '' && merge !== '') say('merge', merge, 'is set together with shard', 'one of the two');
  if ((shard !== '' || merge !== '') && select === 'affected')
    say('select', select, 'is set together with shards', 'all');
  if ((shard !== '' || merge !== '') && !wanted.includes('test'))
    say('checks', wanted.join(','), 'has no test', 'test among them: it is what shards share');
  return problems;
}

/** Who sets a threshold and leaves out its check, in one place, believes that it is held. A file may serve several jobs. */
function checkEffects(
  { checks: wanted }: GateInputs,
  { origin }: Pick<RunContext, 'origin'>,
): readonly InputProblem[] {
  const where = origin as (input: string) => string;
  const together = (input: string): boolean => where(input) !== 'default' && where(input) === where('checks');
  const read = new Set(
    registry.flatMap(({ name, settings = [] }) => (wanted.includes(name) ? settings : [])),
  );
  return registry
    .filter(({ name }) => !wanted.includes(name))
    .flatMap(({ name, settings = [] }) =>
      settings
        .filter((input) => together(input) && !read.has(input))
        .map((input) => ({
          input,
          problem: `has no effect: checks is ${wanted.join(',')}, without ${name}`,
          allowed: `${input} together with ${name} in checks`,
        })),
    )
    .filter(({ input }, at, all) => all.findIndex((one) => one.input === input) === at);
}

async function checkCacheFolder(
  { cacheDir }: GateInputs,
  { files, workspace }: Pick<RunContext, 'files' | 'workspace'>,
): Promise<readonly InputProblem[]> {
  if (cacheDir === undefined) return [];
  const problem = insideProblem('cache-dir', cacheDir, await resolveInside(files, workspace, cacheDir));
  return problem === undefined ? [] : [problem];
}

async function checkFolder({ reportFile }: GateInputs, context: RunContext): Promise<InputProblem[]> {
  if (reportFile !== undefined) return [];
  const { files, workspace: root, workingDirectory: from } = context;
  const value = relative(root, from) || '.';
  const problem = (text: string, allowed: string): InputProblem[] => [
    { input: 'working-directory', value, problem: text, allowed },
  ];
  if ((await files.stat(from))?.kind !== 'directory')
    return problem('is not a folder', 'a folder below the workspace');
  const tree = await discoverModules(files, { from, root, gowork: 'off' });
  return tree.modules.length > 0
    ? []
    : problem('holds no Go module', 'a folder with a go.mod in it, below it or above it');
}
