import { formatDuration } from '../../util/duration.ts';
import { createDeadline } from '../deadline.ts';
import {
  ANSWER_MS,
  type AskStore,
  failed,
  MOST_BYTES,
  refused,
  type S3StoreOptions,
  TRANSFER_MS,
} from './ask-store.ts';
import { readFailure } from './s3-answers.ts';

/** The first piece is small: it tells within the limit of an answer that there is one, and how large it is. */
const FIRST = 65_536;
/** The others are fetched several at a time: one connection is slow on most stores. */
const PIECE = 16 * 1_048_576;
const PIECES_AT_ONCE = 4;

/** The content of an object, all of one version; undefined when there is none. */
export async function readObject(
  key: string,
  send: AskStore,
  { clock, signal, place }: Pick<S3StoreOptions, 'clock' | 'signal' | 'place'>,
): Promise<Uint8Array | undefined> {
  const first = await send({ method: 'GET', key, headers: rangeOf(0, FIRST), timeoutMs: ANSWER_MS });
  if (first.status === 404 && !readFailure(first.text()).startsWith('NoSuchBucket')) return undefined;
  if (first.status === 416) return new Uint8Array(0); // what has no byte has no range
  if (first.status === 200) return first.body; // a store that knows no ranges
  if (first.status !== 206) throw refused(first, place);
  const size = Number(/\/(\d+)$/.exec(first.headers['content-range'] ?? '')?.[1]);
  if (!(size <= MOST_BYTES) || first.body.length !== Math.min(FIRST, size))
    throw failed('sent another range than it was asked for');
  const all = new Uint8Array(size);
  all.set(first.body);
  const deadline = createDeadline(clock);
  deadline.begin(TRANSFER_MS);
  const ending = AbortSignal.any([signal, deadline.signal]);
  const ofThis = { 'if-match': first.headers['etag'] ?? '*' };
  try {
    await inPieces(size, async (start, end) => {
      const headers = { ...ofThis, ...rangeOf(start, end) };
      const answer = await send({ method: 'GET', key, headers, timeoutMs: TRANSFER_MS }, ending);
      if (answer.status !== 206) throw refused(answer, place);
      if (answer.body.length !== end - start) throw failed('sent another range than it was asked for');
      all.set(answer.body, start);
    });
  } catch (error) {
    if (deadline.passed() === undefined) throw error;
    throw failed(`did not finish within ${formatDuration(TRANSFER_MS)}`);
  } finally {
    deadline.stop();
  }
  return all;
}

/** Works on what lies behind the first piece. */
async function inPieces(size: number, fetch: (start: number, end: number) => Promise<void>): Promise<void> {
  const starts: number[] = [];
  for (let at = FIRST; at < size; at += PIECE) starts.push(at);
  const work = async (): Promise<void> => {
    for (let at = starts.shift(); at !== undefined; at = starts.shift())
      await fetch(at, Math.min(at + PIECE, size));
  };
  await Promise.all(Array.from({ length: PIECES_AT_ONCE }, work));
}

function rangeOf(start: number, end: number): Readonly<Record<string, string>> {
  return { range: `bytes=${start}-${end - 1}` };
}
