import { ExternalError, FairleadError } from '@fairlead/core';
import { compressedSize, type PlannedTag, type RegistryClient } from '@fairlead/oci';
import { describeContent, type ImageContent } from '../engine/local-image.ts';
import { mismatch, type RegistryImage, readRegistryImage } from './registry-image.ts';
import { type Look, type Patience, untilSeen } from './until-seen.ts';

/** What was built and pushed. */
export interface PushedImage {
  readonly repository: string;
  /** The engine's id of what it built. */
  readonly imageId: string;
  /** What every tag must stand for. */
  readonly digest: string;
  readonly tags: readonly PushedTag[];
  readonly platform: string | undefined;
}

/** A tag that was pushed, or stood where it should already. */
export interface PushedTag extends Pick<PlannedTag, 'tag' | 'moves'> {
  /** What it stood for before; undefined for nothing; `unknown` when the registry did not say. */
  readonly before: string | undefined | 'unknown';
}

/** What the registry holds, checked. */
export interface VerifiedImage extends ImageContent {
  readonly digest: string;
  /** Floating tags that another run has moved on since, with what they stand for. */
  readonly overtaken: readonly { readonly tag: string; readonly digest: string }[];
}

/**
 * Asks the registry, not the engine: every tag stands for the digest that was pushed, the manifest's bytes have that
 * digest, and it is the image that was built. A registry that answers late is asked again for a minute.
 *
 * @throws ExternalError REGISTRY_DIGEST_MISMATCH, REGISTRY_MANIFEST_UNKNOWN or another of `ociErrorCodes`.
 */
export async function verifyPush(
  client: RegistryClient,
  pushed: PushedImage,
  patience: Patience,
): Promise<VerifiedImage> {
  const { repository, digest } = pushed;
  const image = await readBuilt(client, pushed, patience);
  const overtaken: { tag: string; digest: string }[] = [];
  for (const tag of pushed.tags) {
    const found = await untilSeen(patience, tag.tag, () => lookAtTag(client, pushed, tag));
    if (found !== digest) overtaken.push({ tag: tag.tag, digest: found });
  }
  const { config, layers } = image.manifest;
  const json = await client.fetchJsonBlob(repository, config.digest);
  const content = describeContent(
    json,
    layers.map((layer) => layer.size),
    config.size,
  );
  return { digest, overtaken, ...content, size: compressedSize(image.manifest) };
}

/** The image by its digest, which must be what the engine built. */
export async function readBuilt(
  client: RegistryClient,
  { repository, digest, platform, imageId }: Omit<PushedImage, 'tags'>,
  patience: Patience,
): Promise<RegistryImage> {
  const image = await untilSeen(patience, digest, async (): Promise<Look<RegistryImage>> => {
    try {
      return { seen: await readRegistryImage(client, repository, digest, platform) };
    } catch (error) {
      if (error instanceof FairleadError && error.code === 'REGISTRY_MANIFEST_UNKNOWN')
        return { unseen: error };
      throw error;
    }
  });
  if (image.ids.includes(imageId)) return image;
  throw mismatch(
    `${client.registry}/${repository}@${digest} holds image ${image.manifest.config.digest}, but ${imageId} was built`,
  );
}

/** The digest that a tag stands for: ours, or that of a run which moved a floating tag on after us. */
async function lookAtTag(
  client: RegistryClient,
  { repository, digest }: PushedImage,
  { tag, moves, before }: PushedTag,
): Promise<Look<string>> {
  const found = await client.resolveDigest(repository, tag);
  if (found === digest) return { seen: found };
  const name = `${client.registry}/${repository}:${tag}`;
  if (found === undefined) return { unseen: missing(name) };
  const isNew = before !== 'unknown' && found !== before;
  if (moves !== 'never' && isNew && (await isImage(client, repository, found))) return { seen: found };
  return { unseen: mismatch(`${name} stands for ${found}, but ${digest} was pushed`) };
}

async function isImage(client: RegistryClient, repository: string, digest: string): Promise<boolean> {
  try {
    return (await client.fetchManifest(repository, digest)).digest === digest;
  } catch (error) {
    if (error instanceof FairleadError && error.code !== 'CANCELLED') return false;
    throw error;
  }
}

function missing(name: string): ExternalError {
  return new ExternalError({
    code: 'REGISTRY_MANIFEST_UNKNOWN',
    message: `${name} was pushed, but the registry does not have it`,
    hint: 'a proxy or a replica may lag behind; look at the registry',
  });
}
