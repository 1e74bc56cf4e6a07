import { FairleadError } from '@fairlead/core';
import type { FetchedManifest, PlannedTag, RegistryClient } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import { type ImagePlan, taggedReference } from '../plan/plan-image.ts';
import type { PushedTag } from '../verify/verify-push.ts';
import { pushFailure } from './push-failure.ts';
import type { StandingTags } from './standing-tags.ts';

/** Tags that are to stand for content that the registry holds. */
export interface MoveRequest {
  readonly image: Pick<ImagePlan, 'name'>;
  readonly tags: readonly PlannedTag[];
  readonly standing: StandingTags;
  readonly fetched: FetchedManifest;
  /** The tag that brought the content. */
  readonly pushed: string | undefined;
}

/**
 * Lets all tags stand for one manifest, by asking the registry and not the engine, whose names other jobs may move. A tag
 * that stands there already is left alone.
 *
 * @throws ToolError IMAGE_PUSH_FAILED or IMAGE_TAG_IMMUTABLE that names what was pushed before
 */
export async function moveTags(
  { log }: Pick<ImageContext, 'log'>,
  client: RegistryClient,
  { image, tags, standing, fetched, pushed }: MoveRequest,
): Promise<readonly PushedTag[]> {
  const done: PushedTag[] = [];
  for (const { tag, moves } of tags) {
    const there = standing.tags.get(tag)?.digest;
    const reference = taggedReference(image, tag);
    if (there === fetched.digest) {
      log.info(`${reference} stands for it already`);
    } else if (tag !== pushed) {
      const before = done
        .filter(isMoved(standing, fetched.digest))
        .map((other) => taggedReference(image, other.tag));
      await putTag(client, image, tag, fetched, { before, standing: there });
      log.info(`${reference}: digest: ${fetched.digest}`);
    }
    done.push({ tag, moves, before: standing.known ? there : (there ?? 'unknown') });
  }
  return done;
}

function isMoved({ tags }: StandingTags, digest: string): (tag: PushedTag) => boolean {
  return ({ tag }) => tags.get(tag)?.digest !== digest;
}

async function putTag(
  client: RegistryClient,
  image: Pick<ImagePlan, 'name'>,
  tag: string,
  fetched: FetchedManifest,
  { before, standing }: { readonly before: readonly string[]; readonly standing: string | undefined },
): Promise<void> {
  try {
    await client.putTag(image.name.repository, tag, fetched);
  } catch (error) {
    if (!(error instanceof FairleadError) || error.code === 'CANCELLED') throw error;
    const reference = taggedReference(image, tag);
    throw pushFailure({
      reference,
      reason: error.message,
      tries: 1,
      before,
      standing,
      argv: ['push', reference],
    });
  }
}
