import { isMap, isSeq, parseDocument } from 'yaml';
import { LIMITS } from '../util/limits.ts';
import { suggestWord } from '../util/suggest.ts';
import { type Entry, readEntry } from '../util/yaml-text.ts';
import { type Field, type FieldOptions, type FieldValue, makeField, type Reading } from './field.ts';

export type { Entry };

/** The keys that an entry may have, each with what it is for. */
export type EntryKeys = Readonly<Record<string, string>>;

/**
 * A list of maps, as the config file has them. A `with:` gives the same as YAML text. `read` makes each entry a value, or
 * says what is wrong with it; problems of all entries are told at once.
 */
export function records<T, const M extends FieldOptions>(
  options: M,
  keys: EntryKeys,
  read: (entry: Entry) => Reading<T>,
): Field<FieldValue<readonly T[], M>> {
  const names = Object.keys(keys);
  return makeField(
    'records',
    options,
    (raw): Reading<readonly T[]> => {
      const entries = readEntries(raw);
      if (typeof entries === 'string') return { problem: entries };
      const values: T[] = [];
      const problems: string[] = [];
      for (const [index, entry] of entries.entries()) {
        const odd = Object.keys(entry).filter((key) => !names.includes(key));
        const reading =
          odd.length > 0 ? { problem: odd.map((key) => unknown(key, names)).join(', ') } : read(entry);
        if ('value' in reading) values.push(reading.value);
        else problems.push(`entry ${index + 1} ${reading.problem}`);
      }
      return problems.length > 0 ? { problem: problems.join('; ') } : { value: values };
    },
    { keys },
  );
}

function unknown(key: string, names: readonly string[]): string {
  const near = suggestWord(key, names);
  return `has the unknown key ${JSON.stringify(key)}${near === undefined ? `; known are ${names.join(', ')}` : `; did you mean ${near}?`}`;
}

/** The entries of YAML text, or what is wrong with it. */
function readEntries(raw: string): readonly Entry[] | string {
  if (raw.length > LIMITS.config) return 'is too long';
  const document = parseDocument(raw, { uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) return `is not YAML: ${error.message.split('\n')[0]?.replace(/:$/, '') ?? ''}`;
  const { contents } = document;
  if (contents === null) return [];
  if (!isSeq(contents)) return 'is not a list: begin each entry with a dash';
  const entries: Entry[] = [];
  for (const [index, item] of contents.items.entries()) {
    const entry = isMap(item) ? readEntry(item) : undefined;
    if (entry === undefined) return `has an entry ${index + 1} that is no map of keys and plain values`;
    entries.push(entry);
  }
  return entries;
}
