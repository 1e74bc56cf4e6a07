import { ExternalError } from '@fairlead/core';
import {
  compressedSize,
  type Descriptor,
  type FetchedManifest,
  type ImageManifest,
  imagesOf,
  type RegistryClient,
} from '@fairlead/oci';
import { describeContent, type ImageContent } from '../engine/local-image.ts';

/** What was built and pushed, as the engine states it. */
export interface PushedImage {
  readonly repository: string;
  /** The engine's id of what it built. */
  readonly imageId: string;
  /** The digest that the engine stated for each tag. */
  readonly tags: readonly { readonly tag: string; readonly digest: string }[];
  readonly platform: string | undefined;
}

/** What the registry holds, checked. */
export interface VerifiedImage extends ImageContent {
  readonly digest: string;
}

/**
 * Asks the registry, not the engine: every tag stands for the digest that was pushed, the manifest's bytes have that
 * digest, and it is the image that was built.
 *
 * @throws ExternalError DIGEST_MISMATCH, MANIFEST_UNKNOWN or another of `ociErrorCodes`.
 */
export async function verifyPush(client: RegistryClient, pushed: PushedImage): Promise<VerifiedImage> {
  const digest = oneDigest(pushed);
  for (const { tag } of pushed.tags) await checkTagDigest(client, pushed.repository, tag, digest);
  const fetched = await client.fetchManifest(pushed.repository, digest);
  const { manifest, descriptorDigest } = await imageManifest(client, pushed, fetched);
  const built = [manifest.config.digest, fetched.digest, descriptorDigest];
  if (!built.includes(pushed.imageId)) {
    throw mismatch(
      `${client.registry}/${pushed.repository}@${digest} holds image ${manifest.config.digest}, but ${pushed.imageId} was built`,
    );
  }
  const config = await client.fetchJsonBlob(pushed.repository, manifest.config.digest);
  const sizes = manifest.layers.map((layer) => layer.size);
  return { digest, ...describeContent(config, sizes, manifest.config.size), size: compressedSize(manifest) };
}

function oneDigest({ tags, repository }: PushedImage): string {
  const digests = [...new Set(tags.map(({ digest }) => digest))];
  const [first] = digests;
  if (first === undefined || digests.length > 1) {
    throw mismatch(
      `the engine pushed different digests for the tags of ${repository}: ${digests.join(', ')}`,
    );
  }
  return first;
}

async function checkTagDigest(
  client: RegistryClient,
  repository: string,
  tag: string,
  digest: string,
): Promise<void> {
  const found = await client.resolveDigest(repository, tag);
  if (found === digest) return;
  const name = `${client.registry}/${repository}:${tag}`;
  if (found !== undefined) throw mismatch(`${name} stands for ${found}, but ${digest} was pushed`);
  throw new ExternalError({
    code: 'MANIFEST_UNKNOWN',
    message: `${name} was pushed, but the registry does not have it`,
    hint: 'a proxy or a replica may lag behind; look at the registry',
  });
}

/** The image itself, or the one for our platform when engines push an index. */
async function imageManifest(
  client: RegistryClient,
  { repository, platform }: PushedImage,
  fetched: FetchedManifest,
): Promise<{ readonly manifest: ImageManifest; readonly descriptorDigest: string }> {
  if (fetched.manifest.kind === 'image')
    return { manifest: fetched.manifest, descriptorDigest: fetched.digest };
  const candidates: readonly Descriptor[] = imagesOf(fetched.manifest, platform);
  const [only] = candidates;
  if (only === undefined || candidates.length > 1) {
    throw mismatch(`${fetched.digest} is an index with ${candidates.length} images, but one was built`);
  }
  const inner = await client.fetchManifest(repository, only.digest);
  if (inner.manifest.kind === 'image') return { manifest: inner.manifest, descriptorDigest: inner.digest };
  throw mismatch(`${only.digest} is an index inside an index, but one image was built`);
}

function mismatch(message: string): ExternalError {
  const hint = 'another run may push the same tag at the same time: give the workflow a `concurrency` group';
  return new ExternalError({ code: 'DIGEST_MISMATCH', message, hint });
}
