import type { ImageContext } from './context.ts';
import { type BuiltImage, buildImage } from './engine/build-image.ts';
import { type Engine, lookAtEngine } from './engine/find-engine.ts';
import { type ImageContent, measureLocalImage } from './engine/local-image.ts';
import { nameImage, removeTemporaryName, temporaryName } from './engine/local-names.ts';
import { makeConfigFolder, removeConfigFolder } from './login/docker-config-folder.ts';
import { logIn } from './login/log-in.ts';
import { type Login, planLogin } from './login/login-plan.ts';
import { makePlan, type WholePlan } from './plan/make-plan.ts';
import { type ImagePlan, taggedReference } from './plan/plan-image.ts';
import { publishPlan } from './publish/publish-plan.ts';
import { publishResult } from './publish/publish-result.ts';
import { checkPushRight } from './push/check-right.ts';
import { type ImageInRegistry, pushImage } from './push/push-image.ts';
import { clientFor } from './push/registry-access.ts';
import { judgeSize } from './size/judge-size.ts';

/** Builds, measures, pushes and verifies, in this order. */
export async function run(context: ImageContext): Promise<void> {
  const plan = await context.stage('plan', () => makePlan(context));
  for (const notice of plan.image.notices) context.log.notice(notice);
  publishPlan(context, plan);
  if (context.inputs.dryRun) return;
  const engine = await context.stage('engine', () => askEngine(context));
  const { registry, repository } = plan.image.name;
  const login = plan.image.push ? planLogin(context.inputs, registry, context.event) : undefined;
  await withLogin(context, engine, login, async (ready) => {
    const client = plan.image.push ? await clientFor(context, ready, registry, login) : undefined;
    if (client !== undefined)
      await context.stage('access', () => checkPushRight(context, client, repository));
    await withName(context, ready, async (name) => {
      const built = await context.stage('build', () => buildImage(context, ready, plan.request, name));
      const measured = await measureBeforePush(context, ready, plan.image, built);
      const pushed = client && (await pushImage(context, client, ready, plan, built));
      await nameLocally(context, ready, plan, built, pushed);
      publishResult(context, plan, built, pushed, measured);
    });
  });
}

/** Lends a name that no other job has, and takes it away again whatever happens. */
async function withName(
  context: ImageContext,
  engine: Engine,
  work: (name: string) => Promise<void>,
): Promise<void> {
  const name = temporaryName(context);
  try {
    await work(name);
  } finally {
    await removeTemporaryName(context, engine, name);
  }
}

/** Later steps of the job find the image in the engine under its tags. */
async function nameLocally(
  context: ImageContext,
  engine: Engine,
  { image }: WholePlan,
  built: BuiltImage,
  pushed: ImageInRegistry | undefined,
): Promise<void> {
  for (const { tag } of pushed?.move ?? image.tags)
    await nameImage(context, engine, built.name, taggedReference(image, tag));
}

async function askEngine(context: ImageContext): Promise<Engine> {
  const engine = await lookAtEngine(context);
  const { command, clientVersion, serverVersion, driver } = engine;
  context.log.info(`${command} ${clientVersion} (BuildKit ${driver}), engine ${serverVersion}`);
  return engine;
}

/** Lends an engine whose children are logged in, and takes the credentials away again whatever happens. */
async function withLogin(
  context: ImageContext,
  engine: Engine,
  login: Login | undefined,
  work: (engine: Engine) => Promise<void>,
): Promise<void> {
  if (login === undefined) return work(engine);
  const folder = await makeConfigFolder(context, login.registry);
  try {
    const ready = { ...engine, env: { ...engine.env, DOCKER_CONFIG: folder } };
    await context.stage('login', () => logIn(context, ready, login));
    await work(ready);
  } finally {
    await removeConfigFolder(context, folder);
  }
}

/** A registry tells sizes only after the push, which is too late for a budget. */
async function measureBeforePush(
  context: ImageContext,
  engine: Engine,
  plan: ImagePlan,
  built: BuiltImage,
): Promise<ImageContent | undefined> {
  const { maxImageSize } = context.inputs;
  if (plan.push && maxImageSize === undefined) return undefined;
  return context.stage('measure', async () => {
    const content = await measureLocalImage(context, engine, built.id);
    if (maxImageSize !== undefined) context.report.addVerdict(judgeSize(content, maxImageSize));
    return content;
  });
}
