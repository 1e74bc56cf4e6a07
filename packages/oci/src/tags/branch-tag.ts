import { createHash } from 'node:crypto';
import { longestTag } from '../reference/grammar.ts';
import { checkTag } from '../reference/parse-reference.ts';

/** Tags that mean something else: the default branch, a pull request, a commit, a release and its lines. */
const TAKEN = /^(?:latest|pr-\d+|sha-[0-9a-f]{7}|\d+(?:\.\d+)?|\d+\.\d+\.\d+(?:-.*)?)$/;

/** Hex digits that tell two long names with the same beginning apart. */
const HASH_DIGITS = 12;

/**
 * A branch name as a tag: other characters become dashes. A name longer than a tag is cut and ends with a hash of
 * the whole, and so does one with letters that no tag has, which would be like any other such name; a name that would
 * take another tag's place (`1.2`, `latest`) gets `branch-` before it. Undefined when nothing is left. Pure.
 */
export function tagOfBranch(branch: string): string | undefined {
  const plain = branch.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '');
  const isLossy = /[^\x20-\x7e]/.test(branch);
  if (plain === '') return isLossy ? `branch-${hashOf(branch)}` : undefined;
  const tag = TAKEN.test(plain) ? `branch-${plain}` : plain;
  const fitting = tag.length > longestTag || isLossy ? withHash(tag, branch) : tag;
  return checkTag(fitting) === undefined ? fitting : undefined;
}

function withHash(tag: string, branch: string): string {
  return `${tag.slice(0, longestTag - HASH_DIGITS - 1)}-${hashOf(branch)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
}
