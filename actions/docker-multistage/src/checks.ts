import { type Check, ExternalError, type InputProblem } from '@fairlead/core';
import { createRegistryClient, findCredentials } from '@fairlead/oci';
import type { ImageContext, ImageInputs } from './context.ts';
import { lookAtEngine } from './engine/find-engine.ts';
import type { inputs } from './inputs.ts';
import { checkLogin, missingLogin, planLogin } from './login/login-plan.ts';
import type { outputs } from './outputs.ts';
import { findBuildFiles } from './plan/build-files.ts';
import { readBuiltSource } from './plan/built-source.ts';
import { decidePush } from './plan/decide-push.ts';
import { readImageName, userInName } from './plan/image-name.ts';
import { planTags } from './plan/plan-image.ts';
import { secretNames } from './plan/secret-names.ts';

/** Everything that can be known to be wrong before anything is built or changed, each check with its own inputs. */
export const checks: readonly Check<typeof inputs, typeof outputs>[] = [
  checkUser,
  checkName,
  checkTags,
  checkFiles,
  checkArguments,
  checkCredentials,
  checkRegistry,
  checkEngine,
];

/** Image names have no user; who writes one has a password beside it, which no message may repeat. */
function checkUser(_: unknown, { host }: ImageContext): readonly InputProblem[] {
  const user = userInName(host.input('image') ?? '');
  if (user === undefined) return [];
  host.mask(user);
  const password = user.slice(user.indexOf(':') + 1);
  if (password.length >= SHORTEST_SECRET) host.mask(password);
  const allowed = 'registry/owner/name; registry-username and registry-password log in';
  return [{ input: 'image', problem: 'names a user', allowed }];
}

function checkName({ image }: ImageInputs, { event }: ImageContext): readonly InputProblem[] {
  if (userInName(image) !== undefined) return []; // told already, and cut off in the wrong place
  const named = readImageName(image, event);
  return 'problem' in named ? [named.problem] : [];
}

async function checkTags(inputs: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  const { event, warning } = await readBuiltSource(inputs, context);
  const tagged = planTags(inputs, event);
  if (!('problem' in tagged)) return [];
  const { problem } = tagged.problem;
  return [{ ...tagged.problem, problem: warning === undefined ? problem : `${problem}: ${warning}` }];
}

async function checkFiles(inputs: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  const found = await findBuildFiles(inputs, context);
  return 'problems' in found ? found.problems : [];
}

/** A value under a name that looks like a secret's is hidden, whatever it turns out to be. */
function checkArguments(inputs: ImageInputs, { host }: ImageContext): readonly InputProblem[] {
  const { buildArgs = {}, publicBuildArgs = [] } = inputs;
  return secretNames(Object.keys(buildArgs), publicBuildArgs).map((name) => {
    const value = buildArgs[name] ?? '';
    if (value.length >= SHORTEST_SECRET) host.mask(value);
    return {
      input: 'build-args',
      problem: `${JSON.stringify(name)} looks like a secret; build arguments stay readable in the image`,
      allowed: `other names; or public-build-args: ${name} when it is no secret`,
    };
  });
}

/** Hiding a text of fewer characters would hide half the log. */
const SHORTEST_SECRET = 4;

function checkCredentials(inputs: ImageInputs, context: ImageContext): readonly InputProblem[] {
  const target = pushedTo(inputs, context);
  const problem = target === undefined ? undefined : checkLogin(inputs, target.registry, context.event);
  return problem === undefined ? [] : [problem];
}

/** Minutes of building are wasted when the registry cannot be reached or wants a login that nobody has. */
async function checkRegistry(inputs: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  const target = pushedTo(inputs, context);
  if (target === undefined || inputs.dryRun) return [];
  if (checkLogin(inputs, target.registry, context.event) !== undefined) return [];
  const problem = await askRegistry(inputs, target, context);
  return problem === undefined ? [] : [problem];
}

/** A plan needs no engine. */
async function checkEngine({ dryRun }: ImageInputs, context: ImageContext): Promise<readonly InputProblem[]> {
  if (!dryRun) await lookAtEngine(context);
  return [];
}

interface Target {
  readonly registry: string;
  readonly repository: string;
}

/** Where will be pushed to, if anywhere. */
function pushedTo(inputs: ImageInputs, context: ImageContext): Target | undefined {
  const { image, push } = inputs;
  const named = readImageName(image, context.event);
  return 'name' in named && decidePush(push, context).push ? named.name : undefined;
}

async function askRegistry(
  inputs: ImageInputs,
  { registry, repository }: Target,
  { http, clock, files, exec, childEnv: env, event, signal }: ImageContext,
): Promise<InputProblem | undefined> {
  try {
    const client = createRegistryClient({ http, clock, signal, registry });
    const challenge = await client.ping();
    if (challenge === undefined || planLogin(inputs, registry, event) !== undefined) return undefined;
    const known = await findCredentials({ files, exec, env, signal }, registry);
    if (known !== undefined) return undefined;
    // a registry with tokens may give one to anybody: whether it lets push is told by trying
    const right = challenge.scheme === 'basic' ? undefined : await client.askPushRight(repository);
    return right === undefined || (!right.may && right.why !== 'absent' && right.why !== 'read-only')
      ? missingLogin(registry, event)
      : undefined;
  } catch (error) {
    if (!(error instanceof ExternalError) || error.code !== 'REGISTRY_UNREACHABLE') throw error;
    const { code, message, retryable, cause } = error;
    throw new ExternalError({
      code,
      message: `the registry ${registry} of image cannot be used: ${message}`,
      hint: 'check the host in image and that the runner reaches it; push: false builds without a registry',
      retryable,
      cause,
    });
  }
}
