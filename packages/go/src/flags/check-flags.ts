import { suggestWord } from '@fairlead/core';
import { compilerFlags, type FlagRule, type FlagTable, linkerFlags } from './flag-tables.ts';
import { readPackageFlags } from './per-package.ts';
import { type Flag, readFlag, splitFlags } from './split-flags.ts';

/** What is wrong with flags, and what the others can do. */
export interface CheckedFlags {
  /** Each names the word as it is written. */
  readonly problems: readonly string[];
  /** Flags of class program, as `-name`. */
  readonly programs: readonly string[];
  /** Words that are on no list; they are among the problems. */
  readonly unknown: readonly string[];
}

/** A flag and what the list says of it. `-test.run` stands for `-run`. */
export function findFlag(
  word: string,
  table: FlagTable,
): (Flag & { readonly rule: FlagRule | undefined }) | undefined {
  const flag = readFlag(word);
  if (flag === undefined) return undefined;
  const name = flag.name.replace(/^test\./, '');
  return { name, value: flag.value, rule: Object.hasOwn(table, name) ? table[name] : undefined };
}

/**
 * Looks at flags word by word, against the list of those that are let through: `-x`, `--x`, `-x=value` and `-x value`
 * in two words. A word that is no flag, or a flag that is on no list, is a problem.
 */
export function checkFlags(words: readonly string[], table: FlagTable): CheckedFlags {
  const problems: string[] = [];
  const programs: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const flag = findFlag(word, table);
    if (flag?.rule === undefined) {
      unknown.push(word);
      problems.push(
        flag === undefined ? `${JSON.stringify(word)} is no flag` : unknownFlag(word, flag.name, table),
      );
      continue;
    }
    if (flag.rule.class === 'program') programs.push(`-${flag.name}`);
    if (flag.rule.form === 'value' && flag.value === undefined) {
      at += 1;
      if (words[at] === undefined) problems.push(`${JSON.stringify(word)} needs a value`);
    }
  }
  return { problems, programs: [...new Set(programs)], unknown };
}

/** Flags that hand on flags to a tool whose own are known. */
const TOOLS: Readonly<Record<string, FlagTable>> = { ldflags: linkerFlags, gcflags: compilerFlags };

/** Looks into the value of `-ldflags` or `-gcflags`; undefined for every other flag. */
export function checkToolFlags(name: string, value: string): CheckedFlags | undefined {
  const table = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (table === undefined) return undefined;
  const { flags } = readPackageFlags(value);
  const words = splitFlags(flags);
  if (words !== undefined) return checkFlags(words, table);
  return {
    problems: [`${JSON.stringify(flags)} has a quote without an end`],
    programs: [],
    unknown: [flags],
  };
}

function unknownFlag(word: string, name: string, table: FlagTable): string {
  const near = suggestWord(name, Object.keys(table));
  return `${JSON.stringify(word)} is not let through${near === undefined ? '' : `; did you mean -${near}?`}`;
}

/** The flags of a table in words: `-s, -w, -X`. */
export function listFlags(table: FlagTable): string {
  return Object.keys(table)
    .map((name) => `-${name}`)
    .join(', ');
}
