import { digestPattern } from './grammar.ts';
import { imageName } from './image-reference.ts';
import { readImageReference } from './parse-reference.ts';

/** An image by digest: what was tested is what runs. */
export interface PinnedImage {
  /** `name@digest`, without a tag, in its complete form. */
  readonly text: string;
  /** Registry and repository in their complete form, such as `ghcr.io/acme/orders`. */
  readonly name: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

/** Reads `name@sha256:…` (a tag before the digest is dropped); undefined when it is anything else. Pure. */
export function readPinnedImage(text: string): PinnedImage | undefined {
  const reading = readImageReference(text);
  if (!('reference' in reading) || reading.reference.digest === undefined) return undefined;
  const name = imageName(reading.reference);
  const { digest } = reading.reference;
  return { text: `${name}@${digest}`, name, digest };
}

/** Registry and repository of a reference with Docker's short forms written out; undefined when it is none. Pure. */
export function completeImageName(text: string): string | undefined {
  const reading = readImageReference(text);
  return 'reference' in reading ? imageName(reading.reference) : undefined;
}

/** Whether two texts name the same repository, however they are spelt and whatever version they name. Pure. */
export function isSameRepository(a: string, b: string): boolean {
  const name = completeImageName(a);
  return name !== undefined && name === completeImageName(b);
}

/**
 * The digest in a reference or in an image id that a kubelet reports (`sha256:…`, `ghcr.io/acme/orders@sha256:…`,
 * `docker-pullable://…@sha256:…`); undefined when there is none. Pure.
 */
export function digestIn(text: string): string | undefined {
  const digest = text.slice(text.lastIndexOf('@') + 1);
  return digestPattern.test(digest) ? digest : undefined;
}

/** Last part of an image's name and enough of its digest for a message: `orders@sha256:0123456789ab`. Pure. */
export function shortImage(text: string): string {
  const digest = digestIn(text);
  if (digest === undefined) return text.slice(text.lastIndexOf('/') + 1);
  const [algorithm = '', hex = ''] = digest.split(':');
  const short = `${algorithm}:${hex.slice(0, 12)}`;
  const name = text.slice(0, -digest.length);
  return `${name.slice(name.lastIndexOf('/') + 1)}${short}`;
}
