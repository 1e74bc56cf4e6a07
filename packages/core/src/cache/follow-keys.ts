import { readFile, writeFile } from 'node:fs/promises';

/** Restores the entries that one names in a file. They have such a file too: the first one's is put back. */
export async function followKeys(file: string, restoreKey: (key: string) => Promise<unknown>): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  await Promise.all(readKeys(text).map(restoreKey));
  if (text !== '') await writeFile(file, text);
}

/** An entry that names more than these is not one of ours. */
const MOST_FURTHER = 32;

/** The keys that an entry names; none when it names them in another form, which the caller sees by what is missing. */
function readKeys(text: string): readonly string[] {
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown };
    const known = Array.isArray(keys) && keys.length <= MOST_FURTHER ? keys : [];
    return known.filter((one): one is string => typeof one === 'string' && /^[^,]{1,512}$/.test(one));
  } catch {
    return [];
  }
}
