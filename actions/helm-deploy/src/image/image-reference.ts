/** A container image as the user names it. */
export interface ImageReference {
  /** Registry and name, for example `ghcr.io/acme/orders`. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
}

const REPOSITORY = /^([a-zA-Z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Reads `name`, `name:tag`, `name@sha256:…` or `name:tag@sha256:…`; a text is what is wrong. Pure. */
export function readImage(text: string): ImageReference | string {
  const at = text.indexOf('@');
  const [named, digest] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  const [repository, tag] = tagged ? [named.slice(0, colon), named.slice(colon + 1)] : [named, undefined];
  if (!REPOSITORY.test(repository)) return 'is not an image name';
  if (tag !== undefined && !TAG.test(tag)) return 'has a tag that is not one';
  if (digest !== undefined && !DIGEST.test(digest))
    return 'has a digest that is not sha256 with 64 hex digits';
  return { repository, tag, digest };
}

/** The reference as one text. */
export function formatImage({ repository, tag, digest }: ImageReference): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Which images may be deployed. `digest`: only by digest; `tag`: no floating tags; `any`: all. */
export type ImagePolicy = 'digest' | 'tag' | 'any';

/** Tags that mean something else tomorrow. */
const FLOATING = new Set([
  'latest',
  'main',
  'master',
  'develop',
  'edge',
  'nightly',
  'stable',
  'dev',
  'snapshot',
]);

/** What `auto` means: production takes digests only. */
export function imagePolicy(wanted: ImagePolicy | 'auto', environment: string | undefined): ImagePolicy {
  if (wanted !== 'auto') return wanted;
  return isProduction(environment) ? 'digest' : 'any';
}

export function isProduction(environment: string | undefined): boolean {
  return environment !== undefined && /^prod(uction)?$/i.test(environment);
}

/** Why an image may not be deployed, or undefined. Pure. */
export function refuseImage(text: string, policy: ImagePolicy): string | undefined {
  if (policy === 'any') return undefined;
  const image = readImage(text);
  if (typeof image === 'string') return image;
  if (image.digest !== undefined) return undefined;
  if (image.tag === undefined) return 'has neither tag nor digest, which means latest';
  if (FLOATING.has(image.tag.toLowerCase())) return `has the floating tag ${image.tag}`;
  return policy === 'digest' ? 'is not named by digest (name@sha256:…)' : undefined;
}
