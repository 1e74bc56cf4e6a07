import { isSameRepository, readImageReference } from '@fairlead/oci';
import type { WantedImage } from './wanted-image.ts';

/** Where a chart takes its image from, as paths of values. */
export interface ImageKeys {
  readonly repository?: string | undefined;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
  /** One key with the whole reference. */
  readonly image?: string | undefined;
}

export const defaultImageKeys: ImageKeys = {
  repository: 'image.repository',
  tag: 'image.tag',
  digest: 'image.digest',
};

export const imageKeyNames = ['repository', 'tag', 'digest', 'image'] as const;

/**
 * The values that make a chart use an image. An image without digest empties the digest key, and one without tag leaves
 * the tag alone: charts use it as a label. Pure.
 */
export function imageValues(image: WantedImage, keys: ImageKeys): Readonly<Record<string, string>> {
  if (keys.image !== undefined) return { [keys.image]: image.text };
  const values: Record<string, string> = {};
  if (keys.repository !== undefined) values[keys.repository] = image.name;
  if (keys.tag !== undefined && image.tag !== undefined) values[keys.tag] = image.tag;
  if (keys.digest !== undefined) values[keys.digest] = image.digest ?? '';
  return values;
}

/**
 * Whether some container runs the image that was asked for, by digest where there is one. Spelling makes no difference:
 * `nginx:1` is `docker.io/library/nginx:1`. Pure.
 */
export function usesImage(rendered: readonly string[], image: WantedImage): boolean {
  return rendered.some((text) => {
    const reading = readImageReference(text);
    if (!('reference' in reading) || !isSameRepository(text, image.text)) return false;
    const { tag, digest } = reading.reference;
    return image.digest === undefined ? (tag ?? 'latest') === image.tag : digest === image.digest;
  });
}

/** The parts that a chart has: what the user says, else the usual ones. Pure. */
export function imageKeysOf(given: Readonly<Record<string, string>> | undefined): ImageKeys {
  return given === undefined ? defaultImageKeys : given;
}
