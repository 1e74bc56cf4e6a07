import { suggestWord } from '@fairlead/core';
import type { FlagClass, FlagTable } from './flag-tables.ts';
import { readFlag } from './split-flags.ts';

/** What is wrong with flags, and what the others can do. */
export interface CheckedFlags {
  /** Each names the word as it is written. */
  readonly problems: readonly string[];
  /** Flags of class program, as `-name`. */
  readonly programs: readonly string[];
}

/**
 * Looks at flags word by word, against the list of those that are let through: `-x`, `--x`, `-x=value` and `-x value`
 * in two words. `-test.run` stands for `-run`. A word that is no flag, or a flag that is on no list, is a problem.
 */
export function checkFlags(words: readonly string[], table: FlagTable): CheckedFlags {
  const problems: string[] = [];
  const programs: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const flag = readFlag(word);
    if (flag === undefined) {
      problems.push(`${JSON.stringify(word)} is no flag`);
      continue;
    }
    const name = flag.name.replace(/^test\./, '');
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (rule === undefined) {
      problems.push(unknownFlag(word, name, table));
      continue;
    }
    if (rule.class === 'program') programs.push(`-${name}`);
    if (rule.form === 'value' && flag.value === undefined) {
      at += 1;
      if (words[at] === undefined) problems.push(`${JSON.stringify(word)} needs a value`);
    }
  }
  return { problems, programs: [...new Set(programs)] };
}

function unknownFlag(word: string, name: string, table: FlagTable): string {
  const near = suggestWord(name, Object.keys(table));
  return `${JSON.stringify(word)} is not let through${near === undefined ? '' : `; did you mean -${near}?`}`;
}

/** The flags of a table in words: `-s, -w, -X`. */
export function listFlags(table: FlagTable, only?: FlagClass): string {
  return Object.entries(table)
    .filter(([, rule]) => only === undefined || rule.class === only)
    .map(([name]) => `-${name}`)
    .join(', ');
}
