import { formatImageReference, readImageReference } from '@fairlead/oci';
import type { Dockerfile, NamedSource } from '../dockerfile/read-dockerfile.ts';
import type { BuildStep } from './build-progress.ts';

/** An image that the builder wanted to read, by the name of its step. */
export interface PulledImage {
  /** Complete: `docker.io/library/golang:1.26`. */
  readonly name: string;
  /** `frontend`: what the line `# syntax=` asks for, which reads the Dockerfile. */
  readonly use: 'base' | 'frontend';
}

/** The steps of the builder itself that fail for the author's reasons; undefined for all others. Pure. */
export function pulledImage({ name }: BuildStep): PulledImage | undefined {
  const [, base] = /^(?:\[internal\] load metadata for|FROM) (\S+)$/.exec(name) ?? [];
  if (base !== undefined) return { name: base, use: 'base' };
  const [, frontend] = /^resolve image config for (?:docker-image:\/\/)?(\S+)$/.exec(name) ?? [];
  return frontend === undefined ? undefined : { name: frontend, use: 'frontend' };
}

/** Where the Dockerfile names the image; undefined when it does so through a build argument. Pure. */
export function whereNamed({ sources }: Dockerfile, { name }: PulledImage): NamedSource | undefined {
  return sources.find(({ written }) => completeName(written) === completeName(name));
}

function completeName(written: string): string | undefined {
  const reading = readImageReference(written);
  if (!('reference' in reading)) return undefined;
  const { reference } = reading;
  const version = reference.tag ?? reference.digest;
  return formatImageReference(version === undefined ? { ...reference, tag: 'latest' } : reference);
}
