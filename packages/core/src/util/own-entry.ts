/**
 * The entry of a record whose keys come from outside; undefined where it has none of that name. What every object has, such as
 * `constructor`, is no entry.
 */
export function ownEntry<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
