import { countOf } from '@fairlead/core';
import type { PlannedTag, RegistryClient } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import type { BuiltImage } from '../engine/build-image.ts';
import type { Engine } from '../engine/find-engine.ts';
import { createdLabel } from '../plan/labels.ts';
import type { WholePlan } from '../plan/make-plan.ts';
import { type VerifiedImage, verifyPush } from '../verify/verify-push.ts';
import { decideMoves, moveNotices, type TagMoves } from './decide-moves.ts';
import { moveTags } from './move-tags.ts';
import { pushContent } from './push-content.ts';
import { readStandingTags, type StandingTags } from './standing-tags.ts';

/** An image in its registry. */
export interface ImageInRegistry extends TagMoves {
  readonly content: VerifiedImage;
}

/** Pushes the tags that may move, asks the registry whether it holds what was built, and says what that changed. */
export async function pushImage(
  context: ImageContext,
  client: RegistryClient,
  engine: Engine,
  plan: WholePlan,
  built: BuiltImage,
): Promise<ImageInRegistry> {
  const { moves, standing } = await context.stage('tags', () => compareTags(context, client, plan));
  const pushed = await context.stage('push', () =>
    push(context, client, engine, plan, built, { moves, standing }),
  );
  const content = await context.stage('verify', () => verify(context, client, pushed));
  const version = { digest: content.digest, created: createdLabel(plan.request.labels) };
  for (const { level, message } of moveNotices(moves, standing, version, content.overtaken)) {
    if (level === 'warning') context.log.warn(message);
    else context.log.notice(message);
  }
  return { ...moves, content };
}

interface ComparedTags {
  readonly moves: TagMoves;
  readonly standing: StandingTags;
}

async function compareTags(
  context: ImageContext,
  client: RegistryClient,
  { image }: WholePlan,
): Promise<ComparedTags> {
  const names = image.tags.map(({ tag }) => tag);
  const standing = await readStandingTags(client, image.name.repository, names, context.log);
  const moves = decideMoves(image.tags, image.release, standing);
  for (const { tag } of moves.move) {
    const before = standing.tags.get(tag);
    context.log.info(
      `  ${tag}: ${before === undefined ? 'new' : `so far ${before.version ?? before.digest}`}`,
    );
  }
  for (const { tag, version } of moves.keep) context.log.info(`  ${tag}: stays at ${version}`);
  return { moves, standing };
}

type Pushed = Parameters<typeof verifyPush>[1];

/** The content first, under the first of the tags; then the other tags, by the registry alone. */
async function push(
  context: ImageContext,
  client: RegistryClient,
  engine: Engine,
  { image, request }: WholePlan,
  built: BuiltImage,
  { moves, standing }: ComparedTags,
): Promise<Pushed> {
  const { platform } = request;
  const [first] = moves.move;
  const { repository } = image.name;
  const tag = (first as PlannedTag).tag; // the lasting tag is never kept back
  const { fetched } = await pushContent(context, client, engine, { image, platform, built, standing, tag });
  const wasStanding = [...standing.tags.values()].some(({ digest }) => digest === fetched.digest);
  const pushed = wasStanding ? undefined : tag;
  const tags = await moveTags(context, client, { image, tags: moves.move, standing, fetched, pushed });
  return { repository, imageId: built.id, digest: fetched.digest, tags, platform };
}

async function verify(context: ImageContext, client: RegistryClient, pushed: Pushed): Promise<VerifiedImage> {
  const verified = await verifyPush(client, pushed, context);
  const { tags } = pushed;
  context.log.info(`the registry holds ${verified.digest} under ${countOf(tags.length, 'tag')}, as built`);
  const reason = `${verified.digest} under ${tags.map(({ tag }) => tag).join(', ')}`;
  context.report.addVerdict({ name: 'digest', outcome: 'success', reason });
  return verified;
}
