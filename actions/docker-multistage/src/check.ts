import { FairleadError, type InputProblem } from '@fairlead/core';
import { createRegistryClient } from '@fairlead/oci';
import type { ImageContext, ImageInputs } from './action-types.ts';
import { checkLogin } from './login/login-plan.ts';
import { findBuildFiles } from './plan/build-files.ts';
import { type ImagePlan, planImage } from './plan/plan-image.ts';

/** Everything that can be known to be wrong before anything is built or changed. */
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
  const login = checkLogin(inputs, planned.plan.name.registry);
  const registry = await checkRegistry(inputs, planned.plan, context);
  return [...problems, login, registry].filter((problem) => problem !== undefined);
}

/** Minutes of building are wasted when the registry cannot be reached afterwards. */
async function checkRegistry(
  inputs: ImageInputs,
  { name }: ImagePlan,
  { http, clock, signal }: ImageContext,
): Promise<InputProblem | undefined> {
  try {
    await createRegistryClient({ http, clock, signal, registry: name.registry }).ping();
    return undefined;
  } catch (error) {
    if (!(error instanceof FairleadError) || error.code !== 'REGISTRY_UNREACHABLE') throw error;
    const problem = `the registry ${name.registry} cannot be used: ${error.message}`;
    return {
      input: 'image',
      value: inputs.image,
      problem,
      allowed: 'a registry that answers; push: false builds without one',
    };
  }
}
