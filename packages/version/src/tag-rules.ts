import { parseVersionTag, type VersionTag } from './version-tag.ts';

/** Which tags count, where a user says so. */
export interface TagRules {
  /** What stands before the version: `api-`, `services/api/`. Tags that begin otherwise do not count. */
  readonly prefix?: string | undefined;
  /** What the rest looks like: `*` is anything but `/`, `?` one character of it. What fits counts though it is no version as others are. */
  readonly pattern?: string | undefined;
}

/** What a tag's name may be made of, so that it can stand in a version. */
const PLAIN = /^[A-Za-z0-9][\w.+-]*$/;

/**
 * Reads a tag as one of the module in `folder` (empty for the root). Without a prefix of the user's own, the tags of the
 * folder and those without any are read; which of them count is for whoever knows them all.
 */
export function readTag(tag: string, folder: string, rules: TagRules): VersionTag | undefined {
  const { prefix, pattern } = rules;
  const own = folder === '' ? '' : `${folder}/`;
  if (prefix !== undefined && prefix !== '')
    return tag.startsWith(prefix) ? readName(tag, tag.slice(prefix.length), folder, pattern) : undefined;
  return own !== '' && tag.startsWith(own)
    ? readName(tag, tag.slice(own.length), folder, pattern)
    : readName(tag, tag, '', pattern);
}

function readName(
  tag: string,
  name: string,
  prefix: string,
  pattern: string | undefined,
): VersionTag | undefined {
  const parsed = parseVersionTag(name);
  const plain = parsed?.prefix === '' ? { ...parsed, tag, prefix } : undefined;
  if (pattern === undefined || pattern === '') return plain;
  if (!PLAIN.test(name) || !patternOf(pattern).test(name)) return undefined;
  const numbers = (name.match(/\d{1,15}/g) ?? []).map(Number);
  return plain ?? { tag, version: name, prefix, numbers, candidate: [] };
}

function patternOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^$(){}|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${source}$`);
}

/** What git is told to look for: its own patterns find a little more than what counts. */
export interface GitSearch {
  readonly patterns: readonly string[];
  /** Whether they may find a tag. */
  readonly mayFind: (tag: string) => boolean;
}

/** The search for tags that count; `counting` shows whether they have the folder before them. */
export function gitSearch(
  counting: readonly VersionTag[],
  folder: string,
  { prefix, pattern }: TagRules,
): GitSearch {
  const own = folder !== '' && counting.some((tag) => tag.prefix === folder) ? `${folder}/` : '';
  const before = prefix || own;
  const shapes = pattern ? [pattern] : ['v[0-9]*.[0-9]*', '[0-9]*.[0-9]*'];
  return {
    patterns: shapes.map((shape) => `${escapeGlob(before)}${shape}`),
    mayFind: (tag) => tag.startsWith(before) && (pattern ? true : /\d.*\.\d/.test(tag.slice(before.length))),
  };
}

/** A name as a pattern that fits nothing else. */
export function escapeGlob(name: string): string {
  return name.replace(/[[\]?*\\]/g, '\\$&');
}
