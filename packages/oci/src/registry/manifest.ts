/** Media types of manifests: the OCI image specification's and their older docker twins. */
export const manifestMediaTypes: readonly string[] = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** Points to content by digest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes as stored, so compressed for most layers. */
  readonly size: number;
  readonly platform?: { readonly os?: string; readonly architecture?: string; readonly variant?: string };
}

/** One image for one platform. */
export interface ImageManifest {
  readonly kind: 'image';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** Several images under one digest. */
export interface ImageIndex {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
}

/** Reads a manifest or an index. Undefined when the JSON is neither. */
export function readManifest(json: unknown): ImageManifest | ImageIndex | undefined {
  const body = json as { config?: unknown; layers?: unknown; manifests?: unknown } | null;
  if (typeof body !== 'object' || body === null) return undefined;
  if (Array.isArray(body.manifests) && body.manifests.every(isDescriptor)) {
    return { kind: 'index', manifests: body.manifests };
  }
  if (!isDescriptor(body.config) || !Array.isArray(body.layers)) return undefined;
  if (!body.layers.every(isDescriptor)) return undefined;
  return { kind: 'image', config: body.config, layers: body.layers };
}

/** Bytes that a node without any of it downloads: config and layers. */
export function compressedSize(manifest: ImageManifest): number {
  return manifest.layers.reduce((sum, layer) => sum + layer.size, manifest.config.size);
}

/**
 * The images of an index for people's platforms, without attestations, which name the platform `unknown/unknown`.
 *
 * @param platform `os/architecture[/variant]`; without it all images. Without a variant each of them fits.
 */
export function imagesOf(index: ImageIndex, platform?: string): readonly Descriptor[] {
  const images = index.manifests.filter((entry) => entry.platform?.architecture !== 'unknown');
  if (platform === undefined) return images;
  const [os, architecture, variant] = platform.split('/');
  return images.filter(
    (entry) =>
      entry.platform?.os === os &&
      entry.platform?.architecture === architecture &&
      (variant === undefined || entry.platform?.variant === variant),
  );
}

function isDescriptor(value: unknown): value is Descriptor {
  if (typeof value !== 'object' || value === null) return false;
  const { mediaType, digest, size } = value as Partial<Record<keyof Descriptor, unknown>>;
  return typeof mediaType === 'string' && typeof digest === 'string' && typeof size === 'number';
}
