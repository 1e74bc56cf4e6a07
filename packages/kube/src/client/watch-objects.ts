import { createInterface } from 'node:readline';
import { type ExternalError, FairleadError, systemClock } from '@fairlead/core';
import type { KubeObject, WatchEvent, WatchNotes } from '../kube.ts';
import { type Call, errorOfStatus } from './errors.ts';
import { queryOf } from './resources.ts';
import type { Transport } from './transport.ts';

/** What is watched. */
export interface WatchTarget {
  /** Path of the collection. */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly call: Call;
}

/** A watch that says nothing for this long is dead: bookmarks come about once a minute. */
const IDLE_MS = 90_000;
/** The server ends a watch after this long by itself. */
const SERVER_SECONDS = 300;
const BACKOFF_MS = [250, 500, 1000, 2000, 5000] as const;

interface ListAnswer {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly items?: readonly KubeObject[];
}

interface RawEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject & { readonly code?: number };
}

const NAMES = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const;

/**
 * Lists, then follows. The connection is resumed from the last known version; when that version is gone (410) the list
 * is taken anew. Every list starts with a `reset`, the first one too. A refused permission ends it with the error; a lost connection does not.
 */
export async function* watchObjects(
  transport: Transport,
  target: WatchTarget,
  signal: AbortSignal,
  notes?: WatchNotes,
): AsyncGenerator<WatchEvent, void, void> {
  let version: string | undefined;
  let failures = 0;
  let first = true;
  while (!signal.aborted) {
    try {
      if (version === undefined) {
        const list = await listOnce(transport, target, signal);
        first = false;
        notes?.heard();
        yield { type: 'reset', object: resetMark(target) };
        version = list.metadata?.resourceVersion ?? '';
        for (const item of list.items ?? []) yield { type: 'added', object: withKind(item, target) };
      }
      failures += 1; // until the server says something: a watch that ends at once must not become a busy loop
      for await (const event of followOnce(transport, target, version, signal, notes)) {
        failures = 0;
        if (event.type === 'ERROR') {
          version = undefined; // 410 Gone and anything else the server no longer wants to continue
          break;
        }
        version = event.object.metadata.resourceVersion ?? version;
        if (event.type !== 'BOOKMARK')
          yield { type: NAMES[event.type], object: withKind(event.object, target) };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (first || !isPassing(error)) throw error;
      // a stream that was torn says nothing of the cluster: the next try does, at once
      if (error instanceof FairleadError) notes?.lost(error);
      failures = Math.max(failures, 1);
    }
    if (signal.aborted) return;
    if (failures > 0) await pause(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? 5000, signal);
  }
}

function resetMark(target: WatchTarget): KubeObject {
  return { apiVersion: target.apiVersion, kind: `${target.kind}List`, metadata: { name: '' } };
}

/** Items of a list carry no kind of their own. */
function withKind(object: KubeObject, { apiVersion, kind }: WatchTarget): KubeObject {
  return { ...object, apiVersion, kind };
}

async function listOnce(transport: Transport, target: WatchTarget, signal: AbortSignal): Promise<ListAnswer> {
  const { labelSelector, fieldSelector } = target;
  const path = `${target.path}${queryOf({ labelSelector, fieldSelector })}`;
  const answer = await transport.send({ method: 'GET', path, signal });
  if (answer.status !== 200) {
    throw errorOfStatus(answer.status, answer.text, { ...target.call, verb: 'list' }, transport.target);
  }
  return JSON.parse(answer.text) as ListAnswer;
}

async function* followOnce(
  transport: Transport,
  target: WatchTarget,
  resourceVersion: string,
  signal: AbortSignal,
  notes: WatchNotes | undefined,
): AsyncGenerator<RawEvent, void, void> {
  const { labelSelector, fieldSelector } = target;
  const query = queryOf({
    watch: 'true',
    allowWatchBookmarks: 'true',
    timeoutSeconds: SERVER_SECONDS,
    resourceVersion,
    labelSelector,
    fieldSelector,
  });
  const answer = await transport.open({
    method: 'GET',
    path: `${target.path}${query}`,
    idleMs: IDLE_MS,
    signal,
  });
  if (answer.statusCode === 410) {
    answer.destroy();
    yield { type: 'ERROR', object: resetMark(target) };
    return;
  }
  if (answer.statusCode !== 200) {
    const chunks: string[] = [];
    for await (const chunk of answer.setEncoding('utf8')) chunks.push(String(chunk));
    throw errorOfStatus(answer.statusCode ?? 0, chunks.join(''), target.call, transport.target);
  }
  notes?.heard();
  // readline swallows the stream's own errors, so the end of the lines means: connect again.
  answer.on('error', () => {});
  try {
    for await (const line of createInterface({ input: answer, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line !== '') yield JSON.parse(line) as RawEvent;
    }
  } finally {
    answer.destroy();
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof FairleadError)) return true; // a torn connection, half a line
  return error.kind === 'external' && (error as ExternalError).retryable;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await systemClock.sleep(ms, signal);
  } catch {
    // aborted: the loop ends by itself
  }
}
