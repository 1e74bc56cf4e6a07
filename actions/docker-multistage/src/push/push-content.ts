import type { RegistryClient } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import type { BuiltImage } from '../engine/build-image.ts';
import type { Engine } from '../engine/find-engine.ts';
import { nameImage } from '../engine/local-names.ts';
import type { ImagePlan } from '../plan/plan-image.ts';
import { taggedReference } from '../plan/plan-image.ts';
import { mismatch, type RegistryImage, readRegistryImage } from '../verify/registry-image.ts';
import { readBuilt } from '../verify/verify-push.ts';
import { pushTag } from './push-tag.ts';
import type { StandingTags } from './standing-tags.ts';

/** How often the engine is asked again after it pushed what another job had put under the name. */
const ATTEMPTS = 5;

/** What is needed to bring an image into its registry. */
export interface ContentRequest {
  readonly image: Pick<ImagePlan, 'name'>;
  readonly platform: string | undefined;
  readonly built: BuiltImage;
  readonly standing: StandingTags;
  /** The tag under which it is pushed when the registry does not hold it. */
  readonly tag: string;
}

type ContentContext = Pick<ImageContext, 'exec' | 'log' | 'clock' | 'signal'>;

/**
 * Brings the image into the registry under one tag, or finds that a tag stands for it already: then nothing is sent, which
 * a registry whose tags never move would refuse. Jobs that share an engine share its names: when another job took the
 * name between naming and pushing, its image was pushed, and ours is named and pushed again.
 */
export async function pushContent(
  context: ContentContext,
  client: RegistryClient,
  engine: Engine,
  request: ContentRequest,
): Promise<RegistryImage> {
  const there = await findStanding(client, request);
  if (there !== undefined) {
    context.log.info(`the registry holds the image already: ${there.fetched.digest}`);
    return there;
  }
  const { image, built, tag, platform, standing } = request;
  const { repository } = image.name;
  const reference = taggedReference(image, tag);
  for (let attempt = 1; ; attempt++) {
    await nameImage(context, engine, built.name, reference);
    const before = standing.tags.get(tag)?.digest;
    const digest = await pushTag(context, engine, { reference, before: [], standing: before });
    const found = await readBuilt(client, { repository, digest, platform, imageId: built.id }, context).catch(
      (error: unknown) => error,
    );
    if (!(found instanceof Error)) return found as RegistryImage;
    const foreign = isMismatch(found);
    if (!foreign || attempt === ATTEMPTS) throw found;
    context.log.info(
      `${reference} was another job's image when it was pushed; naming and pushing ours again`,
    );
    await context.clock.sleep(200 * attempt + Math.random() * 500, context.signal);
  }
}

function isMismatch(error: Error): boolean {
  return 'code' in error && error.code === mismatch('').code;
}

async function findStanding(
  client: RegistryClient,
  { standing, built, image, platform }: ContentRequest,
): Promise<RegistryImage | undefined> {
  const same = [...standing.tags.values()].find(({ ids }) => ids.includes(built.id));
  return same && readRegistryImage(client, image.name.repository, same.digest, platform);
}
