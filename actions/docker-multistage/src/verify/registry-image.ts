import { ExternalError } from '@fairlead/core';
import { type FetchedManifest, type ImageManifest, imagesOf, type RegistryClient } from '@fairlead/oci';

/** One image as a registry holds it. */
export interface RegistryImage {
  /** What a tag or the digest stands for: the image's manifest, or an index with this one image. */
  readonly fetched: FetchedManifest;
  readonly manifest: ImageManifest;
  /** By which an engine may know it: the digest of the config, of the manifest, and of what was fetched. */
  readonly ids: readonly string[];
}

/**
 * Reads the image for a platform; builders may push an index around one image.
 *
 * @throws ExternalError REGISTRY_DIGEST_MISMATCH where there is not exactly one, REGISTRY_MANIFEST_UNKNOWN, and others
 */
export async function readRegistryImage(
  client: RegistryClient,
  repository: string,
  reference: string,
  platform: string | undefined,
): Promise<RegistryImage> {
  const fetched = await client.fetchManifest(repository, reference);
  if (fetched.manifest.kind === 'image') return imageOf(fetched, fetched.manifest, fetched.digest);
  const candidates = imagesOf(fetched.manifest, platform);
  const [only] = candidates;
  if (only === undefined || candidates.length > 1)
    throw mismatch(`${fetched.digest} is an index with ${candidates.length} images, but one was built`);
  const inner = await client.fetchManifest(repository, only.digest);
  if (inner.manifest.kind === 'image') return imageOf(fetched, inner.manifest, inner.digest);
  throw mismatch(`${only.digest} is an index inside an index, but one image was built`);
}

function imageOf(fetched: FetchedManifest, manifest: ImageManifest, digest: string): RegistryImage {
  return { fetched, manifest, ids: [manifest.config.digest, digest, fetched.digest] };
}

/** The registry holds something else than was built. */
export function mismatch(message: string): ExternalError {
  const hint = 'another run may push the same tag at the same time: give the workflow a `concurrency` group';
  return new ExternalError({ code: 'REGISTRY_DIGEST_MISMATCH', message, hint });
}
