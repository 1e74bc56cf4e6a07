import { type Check, FairleadError, type InputProblem } from '@fairlead/core';
import { createRegistryClient, findCredentials } from '@fairlead/oci';
import type { ImageContext, ImageInputs } from './action-types.ts';
import type { inputs } from './inputs.ts';
import { checkLogin, missingLogin, planLogin } from './login/login-plan.ts';
import type { outputs } from './outputs.ts';
import { findBuildFiles } from './plan/build-files.ts';
import { planImage } from './plan/plan-image.ts';

/** Everything that can be known to be wrong before anything is built or changed. */
export const checks: readonly Check<typeof inputs, typeof outputs>[] = [checkPlan, checkFiles, checkRegistry];

function checkPlan(inputs: ImageInputs, { event }: ImageContext): readonly InputProblem[] {
  const planned = planImage(inputs, event);
  return 'problems' in planned ? planned.problems : [];
}

async function checkFiles(inputs: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  const found = await findBuildFiles(inputs, context);
  return 'problems' in found ? found.problems : [];
}

/** A dry run asks nobody outside. */
async function checkRegistry(inputs: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  const planned = planImage(inputs, context.event);
  if ('problems' in planned || !planned.plan.push) return [];
  const { registry } = planned.plan.name;
  const login = checkLogin(inputs, registry);
  const problem = login ?? (inputs.dryRun ? undefined : await askRegistry(inputs, registry, context));
  return problem === undefined ? [] : [problem];
}

/** Minutes of building are wasted when the registry cannot be reached or wants a login that nobody has. */
async function askRegistry(
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
