import { type Check, FairleadError, type InputProblem } from '@fairlead/core';
import { createRegistryClient, findCredentials } from '@fairlead/oci';
import type { ImageContext, ImageInputs } from './context.ts';
import type { inputs } from './inputs.ts';
import { checkLogin, missingLogin, planLogin } from './login/login-plan.ts';
import type { outputs } from './outputs.ts';
import { findBuildFiles } from './plan/build-files.ts';
import { readBuiltEvent } from './plan/checked-out.ts';
import { decidePush } from './plan/decide-push.ts';
import { readImageName } from './plan/image-name.ts';
import { planTags } from './plan/plan-image.ts';

/** Everything that can be known to be wrong before anything is built or changed, each check with its own inputs. */
export const checks: readonly Check<typeof inputs, typeof outputs>[] = [
  checkName,
  checkTags,
  checkFiles,
  checkCredentials,
  checkRegistry,
];

function checkName({ image }: ImageInputs, { event }: ImageContext): readonly InputProblem[] {
  const named = readImageName(image, event);
  return 'problem' in named ? [named.problem] : [];
}

async function checkTags(inputs: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  const { event } = await readBuiltEvent(context);
  const tagged = planTags(inputs, event);
  return 'problem' in tagged ? [tagged.problem] : [];
}

async function checkFiles(inputs: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  const found = await findBuildFiles(inputs, context);
  return 'problems' in found ? found.problems : [];
}

function checkCredentials(inputs: ImageInputs, { event }: ImageContext): readonly InputProblem[] {
  const registry = pushedTo(inputs, event);
  const problem = registry === undefined ? undefined : checkLogin(inputs, registry);
  return problem === undefined ? [] : [problem];
}

/** Minutes of building are wasted when the registry cannot be reached or wants a login that nobody has. */
async function checkRegistry(inputs: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  const registry = pushedTo(inputs, context.event);
  if (registry === undefined || inputs.dryRun || checkLogin(inputs, registry) !== undefined) return [];
  const problem = await askRegistry(inputs, registry, context);
  return problem === undefined ? [] : [problem];
}

/** The registry that will be pushed to, if any. */
function pushedTo({ image, push }: ImageInputs, event: ImageContext['event']): string | undefined {
  const named = readImageName(image, event);
  return 'name' in named && decidePush(push, event).push ? named.name.registry : undefined;
}

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
