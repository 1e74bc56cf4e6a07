import { formatImageReference, readImageReference } from '@fairlead/oci';
import { type NamedSource, namedSources } from '../dockerfile/named-sources.ts';
import type { Dockerfile } from '../dockerfile/read-dockerfile.ts';
import { unknownPart } from '../dockerfile/shell-words.ts';
import type { BuildStep } from './build-progress.ts';

/** An image that the builder wanted to read, by the name of its step. */
export interface PulledImage {
  /** Complete: `docker.io/library/golang:1.26`. */
  readonly name: string;
  /** `frontend`: what the line `# syntax=` asks for, which reads the Dockerfile. */
  readonly use: 'base' | 'frontend';
}

/** The steps of the builder itself that fail for the author's reasons; undefined for all others. Pure. */
export function pulledImage({ name }: Pick<BuildStep, 'name'>): PulledImage | undefined {
  const [, base] =
    /^(?:\[internal\] load metadata for|(?:\[[^\]]*\] )?FROM) (?:docker-image:\/\/)?(\S+)$/.exec(name) ?? [];
  if (base !== undefined) return { name: base, use: 'base' };
  const [, frontend] = /^resolve image config for (?:docker-image:\/\/)?(\S+)$/.exec(name) ?? [];
  return frontend === undefined ? undefined : { name: frontend, use: 'frontend' };
}

/** Where the Dockerfile names the image, build arguments put in; undefined when it does not. Pure. */
export function whereNamed(
  dockerfile: Dockerfile,
  { name }: PulledImage,
  given: Readonly<Record<string, string>>,
): NamedSource | undefined {
  const wanted = withoutDigest(completeName(name) ?? name);
  const sources = namedSources(dockerfile, given);
  return (
    sources.find((source) => withoutDigest(completeName(source.name) ?? source.name) === wanted) ??
    sources.find((source) => mayStandFor(source.name, wanted))
  );
}

/** Parts that only the engine knows (`$TARGETARCH`) may be anything. */
function mayStandFor(name: string, wanted: string): boolean {
  if (!name.includes(unknownPart)) return false;
  const parts = name.split(unknownPart);
  const [first = '', ...rest] = parts;
  const short = [wanted, wanted.replace(/^docker\.io\/(library\/)?/, '')];
  return short.some((text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at === text.length || parts.at(-1) === '' || text.endsWith(parts.at(-1) ?? '');
  });
}

/** Builders name the digest too where they know it. */
function withoutDigest(name: string): string {
  const at = name.indexOf('@');
  return at > 0 && name.slice(0, at).includes(':') ? name.slice(0, at) : name;
}

function completeName(written: string): string | undefined {
  const reading = readImageReference(written);
  if (!('reference' in reading)) return undefined;
  const { reference } = reading;
  const version = reference.tag ?? reference.digest;
  return formatImageReference(version === undefined ? { ...reference, tag: 'latest' } : reference);
}
