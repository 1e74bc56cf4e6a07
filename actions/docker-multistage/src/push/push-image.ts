import { countOf } from '@fairlead/core';
import type { RegistryClient } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import type { BuiltImage } from '../engine/build-image.ts';
import type { Engine } from '../engine/find-engine.ts';
import type { Login } from '../login/login-plan.ts';
import { createdLabel } from '../plan/labels.ts';
import type { WholePlan } from '../plan/make-plan.ts';
import { taggedReference } from '../plan/plan-image.ts';
import { clientFor } from '../verify/registry-access.ts';
import { type VerifiedImage, verifyPush } from '../verify/verify-push.ts';
import { decideMoves, moveNotices, type TagMoves } from './decide-moves.ts';
import { pushTag } from './push-tag.ts';
import { readStandingTags, type StandingTags } from './standing-tags.ts';

/** An image in its registry. */
export interface ImageInRegistry extends TagMoves {
  readonly content: VerifiedImage;
}

/** Pushes the tags that may move, asks the registry whether it holds what was built, and says what that changed. */
export async function pushImage(
  context: ImageContext,
  engine: Engine,
  plan: WholePlan,
  built: BuiltImage,
  login: Login | undefined,
): Promise<ImageInRegistry> {
  const client = await clientFor(context, engine, plan.image.name.registry, login);
  const { moves, standing } = await context.stage('tags', () => compareTags(context, client, plan));
  const pushed = await context.stage('push', () => pushTags(context, engine, plan, moves));
  const content = await context.stage('verify', () => verify(context, client, plan, built, pushed));
  const version = { digest: content.digest, created: createdLabel(plan.request.labels) };
  for (const { level, message } of moveNotices(moves, standing, version)) {
    if (level === 'warning') context.log.warn(message);
    else context.log.notice(message);
  }
  return { ...moves, content };
}

async function compareTags(
  context: ImageContext,
  client: RegistryClient,
  { image }: WholePlan,
): Promise<{ readonly moves: TagMoves; readonly standing: StandingTags }> {
  const names = image.tags.map(({ tag }) => tag);
  const standing = await readStandingTags(client, image.name.repository, names, context.log);
  const moves = decideMoves(image.tags, image.version, standing);
  for (const { tag } of moves.move) {
    const before = standing.get(tag);
    context.log.info(
      `  ${tag}: ${before === undefined ? 'new' : `so far ${before.version ?? before.digest}`}`,
    );
  }
  for (const { tag, version } of moves.keep) context.log.info(`  ${tag}: stays at ${version}`);
  return { moves, standing };
}

type PushedTags = readonly { readonly tag: string; readonly digest: string }[];

async function pushTags(
  context: ImageContext,
  engine: Engine,
  { image }: WholePlan,
  { move }: TagMoves,
): Promise<PushedTags> {
  const pushed: { tag: string; digest: string }[] = [];
  for (const { tag } of move) {
    const before = pushed.map((done) => done.tag);
    pushed.push({ tag, digest: await pushTag(context, engine, taggedReference(image, tag), before) });
  }
  return pushed;
}

async function verify(
  context: ImageContext,
  client: RegistryClient,
  { image, request }: WholePlan,
  built: BuiltImage,
  tags: PushedTags,
): Promise<VerifiedImage> {
  const { repository } = image.name;
  const pushed = { repository, imageId: built.id, tags, platform: request.platform };
  const verified = await verifyPush(client, pushed);
  context.log.info(`the registry holds ${verified.digest} under ${countOf(tags.length, 'tag')}, as built`);
  const reason = `${verified.digest} under ${tags.map(({ tag }) => tag).join(', ')}`;
  context.report.addVerdict({ name: 'digest', outcome: 'success', reason });
  return verified;
}
