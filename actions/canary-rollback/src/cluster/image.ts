/** An image by digest: `name@sha256:…`. */
export interface PinnedImage {
  readonly text: string;
  /** Registry and repository, without tag and digest. */
  readonly name: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

const NAME = /^[a-z0-9]+([._:-][a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Reads `name@sha256:…` (a tag before the digest is dropped); undefined when it is anything else. */
export function parsePinnedImage(text: string): PinnedImage | undefined {
  const at = text.indexOf('@');
  if (at < 1) return undefined;
  const name = imageName(text);
  const digest = text.slice(at + 1);
  return NAME.test(name) && DIGEST.test(digest) ? { text: `${name}@${digest}`, name, digest } : undefined;
}

/** Registry and repository of a reference, with Docker's short forms written out. */
export function imageName(reference: string): string {
  const bare = reference.split('@')[0] ?? '';
  const slash = bare.lastIndexOf('/');
  const colon = bare.indexOf(':', slash + 1);
  const name = colon === -1 ? bare : bare.slice(0, colon);
  const [first = ''] = name.split('/');
  const hasRegistry =
    name.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (hasRegistry) return name.replace(/^index\.docker\.io\//, 'docker.io/');
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}

/** The digest in a reference or in a container's image id; undefined when there is none. */
export function digestOf(reference: string): string | undefined {
  return /sha256:[0-9a-f]{64}/.exec(reference)?.[0];
}

/** `orders@sha256:0123456789ab`: enough of an image for a message. */
export function shortImage(reference: string): string {
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  return last.replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/, '$1');
}
