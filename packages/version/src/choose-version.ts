import type { EventContext } from '@fairlead/core';
import type { SourceFacts } from './read-source.ts';
import { readTag, type TagRules } from './tag-rules.ts';

/** What a version is chosen from. */
export interface VersionRequest {
  /** What the user wants; it wins. */
  readonly given: string | undefined;
  readonly event: Pick<EventContext, 'refType' | 'refName' | 'sha'>;
  /** What git says; undefined without a repository. */
  readonly source: SourceFacts | undefined;
  /** Folder of the module below the top of the repository, with slashes; empty for the root. */
  readonly folder: string;
  /** Which tags count, where the user says so. */
  readonly rules?: TagRules;
}

/** The one version of a commit: for the binary, the image and the chart. */
export interface SourceVersion {
  /** `v1.4.0`, `v1.3.0-5-g0123456789ab`, `0123456789ab`, each with `-dirty` where tracked files differ; `devel` without any source. */
  readonly version: string;
  /** Where it came from, for people. */
  readonly from: string;
  /** Whether it is a tag's own version: a release or a candidate, nothing after it and nothing changed. */
  readonly tagged: boolean;
}

/** Length of a commit id inside a version. */
const SHORT = 12;

/**
 * The rule, in this order: what is given; the version tag that started the run, when it names the commit that is checked
 * out; the best version tag of HEAD; the nearest version tag in its history, with the distance; the commit. A tag that
 * names no version (`nightly`, `production`, `v1`) never counts, nor does one of another module.
 */
export function chooseVersion(request: VersionRequest): SourceVersion {
  const { given, event, source } = request;
  if (given !== undefined) return { version: given, from: 'input', tagged: false };
  const dirty = source?.dirty === true ? '-dirty' : '';
  const tagged = dirty === '';
  const started = versionOfEvent(request);
  if (started !== undefined) return { version: `${started}${dirty}`, from: 'tag', tagged };
  if (source === undefined) {
    if (event.sha === '') return { version: 'devel', from: 'nothing to take it from', tagged: false };
    return { version: event.sha.slice(0, SHORT), from: 'commit of the event', tagged: false };
  }
  const best = source.atHead[0];
  if (best !== undefined) return { version: `${best.version}${dirty}`, from: 'tag', tagged };
  const id = source.commit.slice(0, SHORT);
  if (source.nearest !== undefined) {
    const { tag, commits } = source.nearest;
    return { version: `${tag.version}-${commits}-g${id}${dirty}`, from: 'git describe', tagged: false };
  }
  const from = source.shallow
    ? 'commit, as a shallow clone has no tags: check out with fetch-depth: 0'
    : `commit, as no tag ${describeRules(request.rules)}`;
  return { version: `${id}${dirty}`, from, tagged: false };
}

function describeRules({ prefix = '', pattern = '' }: TagRules = {}): string {
  if (prefix === '' && pattern === '') return 'names a version';
  return `is a version by ${[prefix && `tag-prefix ${prefix}`, pattern && `tag-pattern ${pattern}`].filter((part) => part !== '').join(' and ')}`;
}

/** The version that the event's tag names, when it is about this commit and this module. */
function versionOfEvent({ event, source, folder, rules = {} }: VersionRequest): string | undefined {
  if (event.refType !== 'tag') return undefined;
  const parsed = readTag(event.refName, folder, rules);
  if (parsed === undefined) return undefined;
  if (source === undefined) return parsed.version;
  const known = source.atHead.find(({ tag }) => tag === event.refName);
  if (known !== undefined) return known.version;
  // a checkout without tags has the commit alone; a tag that other tags of HEAD outdo is not missing but does not count
  const bare = source.atHead.length === 0 && source.commit === event.sha;
  const own = parsed.prefix === folder || (parsed.prefix === '' && source.nearest?.tag.prefix !== folder);
  // two numbers alone may be a name that moves, unless the user says that such names count
  const whole = parsed.numbers.length > 2 || (rules.pattern ?? '') !== '';
  return bare && own && whole ? parsed.version : undefined;
}
