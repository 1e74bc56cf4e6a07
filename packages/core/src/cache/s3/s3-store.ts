import {
  ANSWER_MS,
  type AskStore,
  failed,
  refused,
  type S3StoreOptions,
  sendSigned,
  TRANSFER_MS,
} from './ask-store.ts';
import { readObject } from './read-object.ts';
import { type ListedObject, readList } from './s3-answers.ts';
import type { S3Place } from './s3-place.ts';

/** Objects in a bucket. Throws ExternalError HTTP_FAILED with the store's reason, and CancelledError. */
export interface S3Store {
  /** The object of a key; undefined when there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Puts an object; says whether it did: another that has the key stays. */
  put(key: string, content: Uint8Array): Promise<boolean>;
  /** The key that was put last of those that begin so; undefined when there is none. */
  newest(prefix: string): Promise<string | undefined>;
}

/** A store with more entries than so many thousand is searched no further. */
const MOST_PAGES = 20;

/** Opens a store; nothing is asked before the first work. */
export function openS3Store(options: S3StoreOptions): S3Store {
  const { place } = options;
  const keyOf = (key: string): string => (place.prefix === '' ? key : `${place.prefix}/${key}`);
  const send: AskStore = (ask, signal = options.signal) => sendSigned(ask, { ...options, signal });
  return {
    get: (key) => readObject(keyOf(key), send, options),
    async put(key, content) {
      const ask = { method: 'PUT', key: keyOf(key), content, timeoutMs: TRANSFER_MS } as const;
      const type = { 'content-type': 'application/octet-stream' };
      const first = await send({ ...ask, headers: { ...type, 'if-none-match': '*' } });
      if (first.status === 412 || first.status === 409) return false; // there is one, or it is being written
      // some stores know no conditions: there the last of two that save one key stays
      const answer = first.status === 501 ? await send({ ...ask, headers: type }) : first;
      if (answer.status !== 200) throw refused(answer, place);
      return true;
    },
    async newest(prefix) {
      let found: ListedObject | undefined;
      for await (const one of listObjects(keyOf(prefix), send, place))
        if (found === undefined || one.changed >= found.changed) found = one;
      return found?.key.slice(keyOf('').length);
    },
  };
}

async function* listObjects(prefix: string, send: AskStore, place: S3Place): AsyncGenerator<ListedObject> {
  let next: Readonly<Record<string, string>> = {};
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { 'encoding-type': 'url', 'list-type': '2', prefix, ...next };
    const answer = await send({ method: 'GET', key: '', query, timeoutMs: ANSWER_MS });
    if (answer.status !== 200) throw refused(answer, place);
    const list = readList(answer.text());
    if (list === undefined) throw failed('answered with no list of objects');
    yield* list.objects;
    if (list.next === undefined) return;
    next = { 'continuation-token': list.next };
  }
}
