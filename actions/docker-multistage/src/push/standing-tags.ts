import { FairleadError, type Logger } from '@fairlead/core';
import { type FetchedManifest, imagesOf, type RegistryClient, readImageConfig } from '@fairlead/oci';

/** What a tag stands for before this run pushes it. */
export interface StandingImage {
  readonly digest: string;
  readonly fetched: FetchedManifest;
  /** By which an engine may know the image: digests of config and manifest; none for several images under one tag. */
  readonly ids: readonly string[];
  /** From the labels of the OCI image specification; undefined when the image has none. */
  readonly version: string | undefined;
  readonly revision: string | undefined;
  /** Date of its commit. */
  readonly created: string | undefined;
}

/** What the registry has already. */
export interface StandingTags {
  readonly tags: ReadonlyMap<string, StandingImage>;
  /** Whether the registry told of all tags; what it did not tell of is not in `tags`. */
  readonly known: boolean;
}

const LABEL = 'org.opencontainers.image.';

/**
 * Asks the registry what tags stand for now. Registries deny reading a repository that only the push will create; a
 * registry that does not answer holds nothing up, but is told of: then nothing keeps a tag from going back.
 */
export async function readStandingTags(
  client: RegistryClient,
  repository: string,
  names: readonly string[],
  log: Logger,
): Promise<StandingTags> {
  const tags = new Map<string, StandingImage>();
  try {
    for (const name of names) {
      const digest = await client.resolveDigest(repository, name);
      if (digest !== undefined) tags.set(name, await readStanding(client, repository, digest));
    }
  } catch (error) {
    if (!(error instanceof FairleadError) || error.code === 'CANCELLED') throw error;
    const words = `what the tags stand for now is not known: ${error.message}`;
    if (error.code === 'REGISTRY_DENIED') log.info(words);
    else log.warn(`${words}; they are moved all the same`);
    return { tags, known: false };
  }
  return { tags, known: true };
}

async function readStanding(
  client: RegistryClient,
  repository: string,
  digest: string,
): Promise<StandingImage> {
  const fetched = await client.fetchManifest(repository, digest);
  const images = fetched.manifest.kind === 'image' ? [] : imagesOf(fetched.manifest);
  const [first] = images;
  const inner = first === undefined ? fetched : await client.fetchManifest(repository, first.digest);
  const nothing = { version: undefined, revision: undefined, created: undefined };
  if (inner.manifest.kind !== 'image') return { digest, fetched, ids: [], ...nothing };
  const { config } = inner.manifest;
  const { labels } = readImageConfig(await client.fetchJsonBlob(repository, config.digest));
  const ids = images.length > 1 ? [] : [config.digest, inner.digest, fetched.digest];
  const label = (name: string): string | undefined => labels[LABEL + name];
  const facts = { version: label('version'), revision: label('revision'), created: label('created') };
  return { digest, fetched, ids, ...facts };
}
