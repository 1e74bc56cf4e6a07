import { FairleadError, type Logger } from '@fairlead/core';
import { imagesOf, type RegistryClient, readImageConfig } from '@fairlead/oci';

/** What a tag stands for before this run pushes it. */
export interface StandingImage {
  readonly digest: string;
  /** From the labels of the OCI image specification; undefined when the image has none. */
  readonly version: string | undefined;
  readonly revision: string | undefined;
  /** Date of its commit. */
  readonly created: string | undefined;
}

/** Tags that the registry has already, by name. */
export type StandingTags = ReadonlyMap<string, StandingImage>;

const LABEL = 'org.opencontainers.image.';

/**
 * Asks the registry what tags stand for now. Registries deny reading a repository that only the push will create; a
 * registry that does not answer holds nothing up, but is told of: then nothing keeps a tag from going back.
 */
export async function readStandingTags(
  client: RegistryClient,
  repository: string,
  tags: readonly string[],
  log: Logger,
): Promise<StandingTags> {
  const standing = new Map<string, StandingImage>();
  try {
    for (const tag of tags) {
      const digest = await client.resolveDigest(repository, tag);
      if (digest !== undefined)
        standing.set(tag, { digest, ...(await readFacts(client, repository, digest)) });
    }
  } catch (error) {
    if (!(error instanceof FairleadError) || error.code === 'CANCELLED') throw error;
    const words = `what the tags stand for now is not known: ${error.message}`;
    if (error.code === 'REGISTRY_DENIED') log.info(words);
    else log.warn(`${words}; they are moved all the same`);
  }
  return standing;
}

async function readFacts(
  client: RegistryClient,
  repository: string,
  digest: string,
): Promise<Omit<StandingImage, 'digest'>> {
  const { manifest } = await client.fetchManifest(repository, digest);
  const inner = manifest.kind === 'image' ? undefined : imagesOf(manifest)[0]?.digest;
  const image = inner === undefined ? manifest : (await client.fetchManifest(repository, inner)).manifest;
  if (image.kind !== 'image') return { version: undefined, revision: undefined, created: undefined };
  const { labels } = readImageConfig(await client.fetchJsonBlob(repository, image.config.digest));
  const [version, revision, created] = ['version', 'revision', 'created'].map((name) => labels[LABEL + name]);
  return { version, revision, created };
}
