import { type InputProblem, suggestWord } from '@fairlead/core';
import type { GateInputs, RunContext } from '../context.ts';
import { chooseSuite, readSuite, type Suite } from '../plan/suite.ts';
import { type Environments, variableOf } from './environments.ts';
import { lookAtEnvironments } from './look.ts';

/** Everything that is wrong with the file of environments, and with what chooses one. */
export async function checkEnvironments(
  { reportFile, envConfig: file, envName, suites, suite: wanted }: GateInputs,
  context: RunContext,
): Promise<readonly InputProblem[]> {
  if (reportFile !== undefined) return [];
  const known = suites.map(readSuite);
  if (file === undefined) return withoutFile(known, context);
  const { problems, ...found } = await lookAtEnvironments(context, file);
  if (found.environments.size === 0) return problems;
  const suite = chooseSuite(known, wanted, context.event.refName);
  const name = suite?.environment ?? envName;
  return [
    ...problems,
    ...known.flatMap((one) => nameProblems(found, file, 'suites', one.environment)),
    ...(suite?.environment === undefined ? nameProblems(found, file, 'env-name', envName) : []),
    ...variableProblems(found, name, context.childEnv),
  ];
}

/** Who names an environment believes that it is used. */
function withoutFile(suites: readonly Suite[], { origin }: Pick<RunContext, 'origin'>): InputProblem[] {
  const problem = 'names an environment, and there is no file of them';
  const inputs = [
    ...(suites.some(({ environment }) => environment !== undefined) ? ['suites'] : []),
    ...(origin('env-name') === 'default' ? [] : ['env-name']),
  ];
  return inputs.map((input) => ({ input, problem, allowed: `${input} together with env-config` }));
}

function nameProblems(
  { environments }: Environments,
  file: string,
  input: string,
  name: string | undefined,
): InputProblem[] {
  if (name === undefined || environments.has(name)) return [];
  const names = [...environments.keys()];
  const near = suggestWord(name, names);
  const problem = `is no environment of ${file}${near === undefined ? '' : `; did you mean ${near}?`}`;
  return [{ input, value: name, problem, allowed: names.join(', ') }];
}

/** What the step has set itself must be of the kind as well. Its value may be a secret, so that it is not told. */
function variableProblems(
  { keys, environments }: Environments,
  name: string,
  variables: Readonly<Record<string, string>>,
): InputProblem[] {
  if (!environments.has(name)) return [];
  return [...keys].flatMap(([key, kind]) => {
    const text = variables[variableOf(key)];
    if (text === undefined || kind === undefined || kind.holds(text)) return [];
    const problem = `is set outside of the file, and ${kind.otherwise}`;
    return [{ input: variableOf(key), problem, allowed: kind.allowed }];
  });
}
