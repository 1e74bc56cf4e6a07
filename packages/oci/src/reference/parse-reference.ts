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

/** A parsed reference, or everything that keeps it from being one. */
export type ReferenceReading = { readonly reference: ImageReference } | ReferenceProblem;

/** Reads text as an image reference; names without a registry belong to Docker Hub. Pure. */
export function readImageReference(text: string): ReferenceReading {
  const parts = splitReference(text);
  const problems = problemsOf(text, parts);
  if (problems.length > 0) return joinProblems(problems);
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

/** Several problems of one text as one. Pure. */
export function joinProblems(problems: readonly ReferenceProblem[]): ReferenceProblem {
  return {
    problem: problems.map(({ problem }) => problem).join(', and '),
    allowed: problems.map(({ allowed }) => allowed).join('; '),
  };
}

/** Cuts tag and digest off a text, well formed or not. Pure. */
export function cutVersion(text: string): {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
} {
  const { tag, digest } = splitReference(text);
  const version = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return { name: text.slice(0, text.length - version.length), tag, digest };
}

/** The version that an image must have. */
export type WantedVersion = 'tag or digest' | 'digest';

/** Checks the text of an input that must be an image reference, with the version that is wanted: all that is wrong with it. Pure. */
export function checkImageReference(text: string, wanted: WantedVersion): string | undefined {
  const reading = readImageReference(text);
  const { tag, digest } = cutVersion(text);
  const missing =
    digest !== undefined || (wanted === 'tag or digest' && tag !== undefined)
      ? undefined
      : `has ${wanted === 'digest' ? 'no digest' : 'neither tag nor digest'}`;
  if ('reference' in reading) return missing;
  return `${reading.problem}${missing === undefined ? '' : `, and ${missing}`}; the rule is: ${reading.allowed}`;
}

function problemsOf(text: string, { registry, path, tag, digest }: ReferenceParts): ReferenceProblem[] {
  const url = checkNoUrl(text);
  if (url !== undefined) return [url]; // its parts are none of a reference
  return [
    checkRegistry(registry),
    checkRepository(text, path),
    tag === undefined ? undefined : checkTag(tag),
    digest === undefined ? undefined : checkDigest(digest),
  ].filter((problem) => problem !== undefined);
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
