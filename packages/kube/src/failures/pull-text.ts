import { lastParts, oneLine } from '../words/text.ts';

/** What a failed pull says about its cause. */
export type PullCause = 'missing' | 'no-platform' | 'denied' | 'away';

/** A failed pull, read. */
export interface PullReading {
  readonly cause: PullCause;
  /** The cause in the runtime's own words; empty when it gave none. */
  readonly said: string;
}

/** Trouble on the way to the registry, even where the text also says "not found" (a host, not an image). */
const AWAY =
  /no such host|toomanyrequests|rate limit|too many requests|\b429\b|timeout|deadline exceeded|connection re(fused|set)|no route to host|network is unreachable|\bEOF\b|x509|tls:|\b5\d\d (internal|bad|service|gateway)/i;
const DENIED =
  /\bdenied\b|unauthorized|authentication required|authorization failed|insufficient_scope|no basic auth credentials|\b401\b|\b403\b|\bforbidden\b/i;
const MISSING = /not found|manifest unknown|name unknown|does not exist|\b404\b/i;
const NO_PLATFORM = /no match for platform|no matching manifest/i;
const QUOTED = /\\?"[^"]*"/g;
/** A kubelet's word that it waits, or that there was an error, without saying which. */
const EMPTY = /^(error: )?(back-off pulling image|errimagepull|imagepullbackoff)\W*$/i;

/**
 * Reads the texts of failed pulls, the newest first: the first that names a cause counts. What is only quoted (the
 * image, an address) is left out before words and status codes are looked for: a tag `1.0.403` is no answer. Pure.
 */
export function readPull(image: string, texts: readonly string[]): PullReading {
  const text =
    texts
      .map((one) => oneLine(one, 4000))
      .find((one) => one !== '' && !EMPTY.test(one.replaceAll(QUOTED, ''))) ?? '';
  const words = withoutNames(text, image);
  const cause = AWAY.test(words)
    ? 'away'
    : NO_PLATFORM.test(words)
      ? 'no-platform'
      : DENIED.test(words)
        ? 'denied'
        : MISSING.test(words)
          ? 'missing'
          : 'away';
  return { cause, said: saidIn(text, image) };
}

/** The text without quotes, addresses and the image: what is left are the runtime's own words. Pure. */
function withoutNames(text: string, image: string): string {
  const bare = text.replaceAll(QUOTED, ' ').replaceAll(/\bhttps?:\/\/\S+/g, ' ');
  return namesOf(image).reduce((left, name) => left.replaceAll(wholeWord(name), ' '), bare);
}

/** The image in all the ways in which a runtime may spell it, the longest first. Pure. */
function namesOf(image: string): readonly string[] {
  const name = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const path = /^[^/]*[.:][^/]*\//.test(name) ? name.slice(name.indexOf('/') + 1) : name;
  const version = image.slice(name.length); // with its `:` or `@`
  return [image, `${path}${version}`, name, path, version.slice(1)].filter((part) => part !== '');
}

function wholeWord(name: string): RegExp {
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, 'g');
}

function saidIn(text: string, image: string): string {
  const dialled = /dial tcp\S* .*$/.exec(text)?.[0];
  const said = dialled ?? lastParts(text.replaceAll(`${image}: `, ''), 400);
  return oneLine(said, 200);
}
