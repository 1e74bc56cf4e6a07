import { createHash } from 'node:crypto';

/** Something that a registry holds. */
export interface StoredContent {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

/** Content by digest, and tags by repository. */
export interface RegistryStore {
  /** Keeps JSON; gives back its digest. */
  put(json: unknown, mediaType: string): string;
  tag(repository: string, tag: string, digest: string): void;
  /** Content of a tag or digest, with the digest that the registry states for it. */
  find(repository: string, reference: string): (StoredContent & { readonly digest: string }) | undefined;
  /** Changes the bytes behind a digest, as a broken disk or proxy would. */
  tamper(digest: string, json: unknown): void;
}

/** An image as tests describe it. */
export interface ImageFixture {
  /** Bytes of each layer, as the manifest states them; the layers themselves are never served. */
  readonly layerSizes: readonly number[];
  readonly config: unknown;
}

/** Makes an empty store. */
export function createRegistryStore(): RegistryStore {
  const contents = new Map<string, StoredContent>();
  const tags = new Map<string, string>();
  return {
    put(json, mediaType) {
      const bytes = Buffer.from(JSON.stringify(json));
      const digest = digestOf(bytes);
      contents.set(digest, { bytes, mediaType });
      return digest;
    },
    tag: (repository, tag, digest) => void tags.set(`${repository}:${tag}`, digest),
    find(repository, reference) {
      const digest = reference.startsWith('sha256:') ? reference : tags.get(`${repository}:${reference}`);
      const content = digest === undefined ? undefined : contents.get(digest);
      return digest === undefined || content === undefined ? undefined : { ...content, digest };
    },
    tamper(digest, json) {
      const mediaType = contents.get(digest)?.mediaType ?? 'application/json';
      contents.set(digest, { bytes: Buffer.from(JSON.stringify(json)), mediaType });
    },
  };
}

/** Stores an image under a tag (OCI image specification); gives back the digests of manifest and config. */
export function putImage(
  store: RegistryStore,
  repository: string,
  tag: string,
  image: ImageFixture,
): { readonly digest: string; readonly configDigest: string } {
  const configType = 'application/vnd.oci.image.config.v1+json';
  const configDigest = store.put(image.config, configType);
  const config = { mediaType: configType, digest: configDigest, size: JSON.stringify(image.config).length };
  const layers = image.layerSizes.map((size, index) => ({
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    digest: digestOf(Buffer.from(`layer ${index} of ${configDigest}`)),
    size,
  }));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const digest = store.put({ schemaVersion: 2, mediaType, config, layers }, mediaType);
  store.tag(repository, tag, digest);
  return { digest, configDigest };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
