import { DISK_FULL_HINT } from './disk-full.ts';

/** What ended a program, told by nothing but the program's own words. */
export interface MinedEnding {
  readonly code: 'DISK_FULL' | 'TOOL_KILLED';
  /** The line that says so. */
  readonly line: string;
  readonly hint: string;
}

/** What to do where the system ended a program. */
export const KILLED_HINT =
  'the system ends programs for want of memory: build or test fewer things at once, or take a larger runner';

/**
 * How programs and the system tell it, one pattern a line. A child of the program was killed (Go's words and a shell's),
 * memory was refused, a container was killed (exit code 137 is SIGKILL, by the shells' convention of 128 and the signal).
 */
const WORDS: readonly (readonly [MinedEnding['code'], RegExp])[] = [
  ['DISK_FULL', /no space left on device|disk quota exceeded|not enough space on the disk/i],
  ['TOOL_KILLED', /\bsignal: killed\b|^(?:[^\s:]+: )*(?:line \d+: +\d+ )?Killed\b/],
  ['TOOL_KILLED', /cannot allocate memory|\bout of memory\b|OOMKilled|virtual memory exhausted/i],
  ['TOOL_KILLED', /\b(?:exit code:?|returned a non-zero code:|exit status) 137\b/],
];

/** Lines longer than this are data, not words. */
const LONGEST = 4096;

/**
 * What the system did to a program whose exit code says nothing of it: no room, no memory, a kill. The one place that
 * knows these words; undefined when none of them is there. The cause comes first: a full disk before a kill.
 */
export function minedEnding(text: string): MinedEnding | undefined {
  const lines = text.split('\n').filter((line) => line.length <= LONGEST);
  for (const [code, words] of WORDS) {
    const line = lines.find((candidate) => words.test(candidate));
    if (line !== undefined)
      return { code, line: line.trim(), hint: code === 'DISK_FULL' ? DISK_FULL_HINT : KILLED_HINT };
  }
  return undefined;
}
