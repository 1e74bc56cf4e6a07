import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from '@fairlead/core';

/** A service that keeps folders below `root` by key: it gives the newest entry of a prefix, and what an entry names. */
export function folderCache(root: () => string, stored: () => Map<string, string>): Cache {
  return {
    async restore([path = ''], key, prefixes, place) {
      const { folder = '', follow } = place ?? {};
      const keys = [...stored().keys()].toReversed();
      const found = [key, ...prefixes].flatMap((start) => keys.filter((one) => one.startsWith(start)))[0];
      if (found === undefined) return { kind: 'miss' };
      await cp(stored().get(found) ?? '', folder, { recursive: true });
      if (follow !== undefined) {
        const text = await readFile(join(folder, follow), 'utf8').catch(() => '{}');
        const { keys: further = [] } = JSON.parse(text) as { keys?: string[] };
        for (const other of further.filter((one) => stored().has(one)))
          await cp(join(stored().get(other) ?? '', path), join(folder, path), { recursive: true });
        await writeFile(join(folder, follow), text);
      }
      return { kind: found === key ? 'exact' : 'partial', key: found };
    },
    async save(_, key, place) {
      const copy = join(root(), `entry-${stored().size}`);
      await cp(place?.folder ?? '', copy, { recursive: true });
      stored().set(key, copy);
      return true;
    },
  };
}
