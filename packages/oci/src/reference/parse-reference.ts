import {
  componentPattern,
  componentRule,
  defaultRegistry,
  digestPattern,
  digestRule,
  longestRepository,
  registryPattern,
  tagPattern,
  tagRule,
} from './grammar.ts';
import type { ImageReference } from './image-reference.ts';

/** What is wrong with a reference, for an error line. */
export interface ReferenceProblem {
  readonly problem: string;
  /** The rule that it breaks. */
  readonly allowed: string;
}

/** A parsed reference, or why it is none. */
export type ReferenceReading = { readonly reference: ImageReference } | ReferenceProblem;

/** Reads text as an image reference; names without a registry belong to Docker Hub. Pure. */
export function readImageReference(text: string): ReferenceReading {
  const parts = splitReference(text);
  const problem =
    checkNoUrl(text) ??
    checkRegistry(parts.registry) ??
    checkRepository(text, parts.path) ??
    (parts.tag === undefined ? undefined : checkTag(parts.tag)) ??
    (parts.digest === undefined ? undefined : checkDigest(parts.digest));
  if (problem !== undefined) return problem;
  const official = parts.registry === defaultRegistry && !parts.path.includes('/');
  return {
    reference: {
      registry: parts.registry,
      repository: official ? `library/${parts.path}` : parts.path,
      ...(parts.tag === undefined ? {} : { tag: parts.tag }),
      ...(parts.digest === undefined ? {} : { digest: parts.digest }),
    },
  };
}

/** Checks the text of an input that must be an image reference with or without version. */
export function checkImageReference(text: string): string | undefined {
  const reading = readImageReference(text);
  return 'reference' in reading ? undefined : `${reading.problem}; the rule is: ${reading.allowed}`;
}

/** Checks a tag alone. */
export function checkTag(tag: string): ReferenceProblem | undefined {
  return tagPattern.test(tag) ? undefined : { problem: `${quote(tag)} is not a tag`, allowed: tagRule };
}

function checkDigest(digest: string): ReferenceProblem | undefined {
  if (digestPattern.test(digest)) return undefined;
  return { problem: `${quote(digest)} is not a digest`, allowed: digestRule };
}

function checkNoUrl(text: string): ReferenceProblem | undefined {
  if (!/^[a-z]+:\/\//i.test(text)) return undefined;
  return { problem: 'is a URL', allowed: 'registry/owner/name without https://' };
}

function checkRegistry(registry: string): ReferenceProblem | undefined {
  if (registryPattern.test(registry)) return undefined;
  const allowed = 'a host name or address, with an optional port';
  return { problem: `${quote(registry)} is not a registry host`, allowed };
}

function checkRepository(text: string, path: string): ReferenceProblem | undefined {
  if (path === '') return { problem: 'names no repository', allowed: 'registry/owner/name' };
  if (path.length > longestRepository) {
    return { problem: `has a path of ${path.length} characters`, allowed: `at most ${longestRepository}` };
  }
  const wrong = path.split('/').find((part) => !componentPattern.test(part));
  if (wrong === undefined) return undefined;
  const lower = text.replace(path, path.toLowerCase());
  const onlyCapitals = path
    .toLowerCase()
    .split('/')
    .every((part) => componentPattern.test(part));
  return onlyCapitals
    ? { problem: `${quote(wrong)} has capitals`, allowed: `${componentRule}; write ${quote(lower)}` }
    : { problem: `${describePart(wrong)} is not a part of an image name`, allowed: componentRule };
}

function describePart(part: string): string {
  return part === '' ? 'an empty part between slashes' : quote(part);
}

function quote(text: string): string {
  return JSON.stringify(text);
}

interface ReferenceParts {
  readonly registry: string;
  readonly path: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Cuts the text apart without judging the parts. A first part is a host when it has a dot or colon or is `localhost`. */
function splitReference(text: string): ReferenceParts {
  const [named = '', digest] = splitOnce(text, text.indexOf('@'));
  const lastColon = named.lastIndexOf(':');
  const [name = '', tag] = splitOnce(named, lastColon > named.lastIndexOf('/') ? lastColon : -1);
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  if (slash < 1 || !(/[.:]/.test(first) || first === 'localhost')) {
    return { registry: defaultRegistry, path: name, tag, digest };
  }
  const registry = first === 'index.docker.io' ? defaultRegistry : first;
  return { registry, path: name.slice(slash + 1), tag, digest };
}

function splitOnce(text: string, at: number): readonly [string, string | undefined] {
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
