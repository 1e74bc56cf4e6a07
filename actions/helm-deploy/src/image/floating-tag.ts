/** Words that mean something else tomorrow. */
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
  'head',
  'trunk',
  'next',
  'current',
  'canary',
  'preview',
  'alpha',
  'beta',
  'unstable',
  'testing',
  'staging',
  'production',
  'prod',
  'release',
  'lts',
  'mainline',
  'rolling',
]);

/** What follows the newest version of a line: `1`, `v1.2`. A year in front (`2026.01`) and long numbers of builds stay as they are. */
const LINE = /^v?\d{1,3}(?:\.\d{1,4})?$/;
/** What a pull request was last built to. */
const PULL_REQUEST = /^pr-\d+$/;
/** A kind of the same image: `alpine`, `slim`, `alpine3.22`. */
const VARIANT = /^[a-z]+(?:\d{1,3}(?:\.\d+)*)?$/;
/** What names one build: a candidate of a release, or a commit. */
const BUILD = /^(?:(?:rc|alpha|beta|pre|preview|dev|build)\d*|[0-9a-f]{7,40})$/;

/** Whether a tag is one that moves on: `latest`, `main`, `1.2`, `stable-alpine`, `pr-7`. Pure. */
export function isFloatingTag(tag: string): boolean {
  const text = tag.toLowerCase();
  if (PULL_REQUEST.test(text)) return true;
  const [first = '', ...variants] = text.split('-');
  const moves = FLOATING.has(first) || LINE.test(first);
  return moves && variants.every((part) => VARIANT.test(part) && !BUILD.test(part));
}
