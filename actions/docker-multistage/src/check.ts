import { FairleadError, type InputProblem } from '@fairlead/core';
import { createRegistryClient, findCredentials } from '@fairlead/oci';
import type { ImageContext, ImageInputs } from './action-types.ts';
import { checkLogin, missingLogin, planLogin } from './login/login-plan.ts';
import { findBuildFiles } from './plan/build-files.ts';
import { planImage } from './plan/plan-image.ts';

/** Everything that can be known to be wrong before anything is built or changed. A dry run asks nobody outside. */
export async function checkInputs(
  inputs: ImageInputs,
  context: ImageContext,
): Promise<readonly InputProblem[]> {
  const planned = planImage(inputs, context.event);
  const found = await findBuildFiles(inputs, context);
  const problems = [
    ...('problems' in planned ? planned.problems : []),
    ...('problems' in found ? found.problems : []),
  ];
  if ('problems' in planned || !planned.plan.push) return problems;
  const { registry } = planned.plan.name;
  const login = checkLogin(inputs, registry);
  const answer = inputs.dryRun ? undefined : await checkRegistry(inputs, registry, context);
  return [...problems, login, login === undefined ? answer : undefined].filter(
    (problem) => problem !== undefined,
  );
}

/** Minutes of building are wasted when the registry cannot be reached or wants a login that nobody has. */
async function checkRegistry(
  inputs: ImageInputs,
  registry: string,
  { http, clock, files, exec, childEnv: env, event, signal }: ImageContext,
): Promise<InputProblem | undefined> {
  try {
    const challenge = await createRegistryClient({ http, clock, signal, registry }).ping();
    if (challenge === undefined || planLogin(inputs, registry, event) !== undefined) return undefined;
    const known = await findCredentials({ files, exec, env, signal }, registry);
    return known === undefined ? missingLogin(registry, challenge) : undefined;
  } catch (error) {
    if (!(error instanceof FairleadError) || error.code !== 'REGISTRY_UNREACHABLE') throw error;
    const problem = `the registry ${registry} cannot be used: ${error.message}`;
    const allowed = 'a registry that answers; push: false builds without one';
    return { input: 'image', value: inputs.image, problem, allowed };
  }
}
