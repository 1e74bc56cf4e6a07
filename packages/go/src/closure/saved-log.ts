import { join } from 'node:path';
import type { Files } from '@fairlead/core';
import { parseActionFile } from '../gocache/action-file.ts';
import { parseTestLog, type TestInput } from './test-log.ts';

/** What a test read, from the log that the go command has kept in GOCACHE; undefined when it is not there or not whole. */
export async function readSavedLog(
  files: Pick<Files, 'readText'>,
  goCache: string,
  key: string,
  dir: string,
): Promise<readonly TestInput[] | undefined> {
  const path = (hash: string, kind: 'a' | 'd'): string => join(goCache, hash.slice(0, 2), `${hash}-${kind}`);
  try {
    const action = parseActionFile(await files.readText(path(key, 'a')));
    return action === undefined
      ? undefined
      : parseTestLog(await files.readText(path(action.output, 'd')), dir);
  } catch {
    return undefined;
  }
}
