import { CancelledError, ExternalError, InternalError } from '../errors/kinds.ts';
import type { Cache, CachePlace } from '../ports/cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exec } from '../ports/exec.ts';
import type { Files } from '../ports/files.ts';
import { formatDuration } from '../util/duration.ts';
import { type CacheClient, startCacheClient } from './cache-client.ts';
import { type CacheEvent, type CacheJob, type ClientLine, parseCacheEvent } from './cache-job.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { readToolkitLine } from './toolkit-line.ts';

/** A service that is there answers a lookup within a second or two; this leaves room for two more attempts. */
const ANSWER_MS = 10_000;
/** Beyond this, carrying an entry takes longer than it saves. Packing and unpacking count. */
const TRANSFER_MS = 300_000;

/** What a cache in a process of its own needs. */
export interface ProcessCacheOptions {
  readonly exec: Exec;
  readonly files: Files;
  readonly clock: Clock;
  /** Program and arguments of an entry that calls `runCacheClient` first. */
  readonly command: readonly [program: string, ...args: string[]];
  /** The environment with the service's addresses and token. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Receives what the client says on its way. */
  readonly tell: (line: string) => void;
  /** Registers a secret that the client came by. */
  readonly mask: (secret: string) => void;
}

/** A cache whose client runs until it is closed. */
export interface ProcessCache extends Cache {
  /** Starts the client for paths in a folder, before it is asked for anything. */
  begin(folder: string): void;
  /** Ends the client. */
  close(): Promise<void>;
}

/**
 * The CI service's cache in a child process, because the toolkit can be neither cancelled nor limited in time: a service
 * that does not answer within 10 seconds, or carries longer than 5 minutes, is given up, and cancelling ends the client
 * and its archiver at once. One client does all jobs of a folder, as starting one costs more than most jobs.
 *
 * Throws CancelledError, and ExternalError HTTP_FAILED with the client's reason.
 */
export function createProcessCache(options: ProcessCacheOptions): ProcessCache {
  const clients = new Map<string, Promise<OpenClient>>();
  let jobs = 0;
  const clientOf = (folder = ''): Promise<OpenClient> => {
    const open = clients.get(folder) ?? openClient(folder, options, () => clients.delete(folder));
    clients.set(folder, open);
    return open;
  };
  const work = async (job: Omit<CacheJob, 'id'>, place: CachePlace | undefined): Promise<CacheEvent> => {
    jobs += 1;
    const id = jobs; // of this job alone, whatever begins while the client starts
    const client = await clientOf(place?.folder);
    return runJob({ ...job, id, follow: place?.follow }, client, options);
  };
  return {
    async restore(paths, key, prefixes, place) {
      const event = await work({ kind: 'restore', paths, key, prefixes }, place);
      if (!('hit' in event)) throw broken();
      return event.hit;
    },
    async save(paths, key, place) {
      const event = await work({ kind: 'save', paths, key, prefixes: [] }, place);
      if (!('stored' in event)) throw broken();
      return event.stored;
    },
    begin(folder) {
      void clientOf(folder).catch(() => {}); // told by the first job
    },
    async close() {
      for (const open of clients.values()) {
        const opened = await open.catch(() => undefined);
        opened?.client.finish();
        await opened?.removed;
      }
    },
  };
}

/** A client, and who listens to its jobs. */
interface OpenClient {
  readonly client: CacheClient;
  readonly listeners: Map<number, (text: string) => void>;
  /** Settles when it has ended and its temporary folder is gone. */
  readonly removed: Promise<void>;
  /** Why it was ended before its time: a service that is slow for one job is slow for all. */
  givenUp?: ExternalError;
}

async function openClient(
  folder: string,
  { exec, files, command, env, signal, tell }: ProcessCacheOptions,
  onEnd: () => void,
): Promise<OpenClient> {
  const temp = await files.makeTemporary('cache'); // an archive stays behind when the process is ended
  const listeners: OpenClient['listeners'] = new Map();
  const onLine = ({ id, text }: ClientLine): void => listeners.get(id)?.(text);
  const place = folder === '' ? undefined : folder;
  const client = startCacheClient({ exec, command, env, folder: place, temp, signal, onLine, tell });
  const removed = client.ended.then(async () => {
    onEnd();
    await files.remove(temp);
  });
  return { client, listeners, removed };
}

/** Carries out a job; gives its last event. */
async function runJob(job: CacheJob, open: OpenClient, options: ProcessCacheOptions): Promise<CacheEvent> {
  const { clock, signal } = options;
  const { client, listeners, removed } = open;
  const deadline = createDeadline(clock);
  const finished = Promise.withResolvers<void>();
  const hearing = listen(options, deadline, finished.resolve);
  listeners.set(job.id, hearing.onLine);
  const giveUp = (): void => {
    open.givenUp ??= late(deadline.passed() ?? 0, hearing.trouble());
    client.kill();
  };
  deadline.signal.addEventListener('abort', giveUp, { once: true });
  deadline.begin(TRANSFER_MS); // to load the client
  let ending: unknown;
  try {
    client.send(job);
    ending = await Promise.race([finished.promise, client.ended]);
  } finally {
    deadline.stop();
    listeners.delete(job.id);
  }
  const { event, failure } = hearing.heard();
  if (event === undefined || !isOver(event)) {
    await removed;
    if (signal.aborted)
      throw new CancelledError(job.kind === 'save' ? 'saving the cache' : 'restoring the cache');
    throw open.givenUp ?? ending ?? broken();
  }
  // the client tells a failure as a miss or as not stored; only its words give it away
  if (failure !== undefined && !hasSucceeded(event)) throw unavailable(`failed: ${failure}`);
  if ('broken' in event) throw unavailable(`failed: ${event.broken}`);
  return event;
}

/** Listens to a job: keeps what matters, passes the rest on. */
function listen({ tell, mask }: ProcessCacheOptions, deadline: Deadline, onEnd: () => void) {
  let event: CacheEvent | undefined;
  let failure: string | undefined;
  let attempt: string | undefined;
  return {
    onLine(line: string): void {
      const found = parseCacheEvent(line);
      if (found !== undefined) {
        event = found;
        if (isOver(found)) onEnd();
        else deadline.begin('asking' in found ? ANSWER_MS : TRANSFER_MS);
        return;
      }
      const said = readToolkitLine(line);
      if (said?.kind === 'found') deadline.begin(TRANSFER_MS);
      else if (said?.kind === 'secret') mask(said.text);
      else if (said?.kind === 'failure') failure = said.text;
      else if (said?.kind === 'attempt') attempt = said.text;
      else if (said?.kind === 'news') tell(said.text);
    },
    heard: () => ({ event, failure }),
    trouble: () => failure ?? attempt,
  };
}

function isOver(event: CacheEvent): boolean {
  return !('asking' in event || 'answered' in event);
}

function hasSucceeded(event: CacheEvent): boolean {
  if ('hit' in event) return event.hit.kind !== 'miss';
  return 'stored' in event && event.stored;
}

function late(limitMs: number, trouble: string | undefined): ExternalError {
  const what = limitMs === ANSWER_MS ? 'did not answer' : 'did not finish';
  const why = trouble === undefined ? '' : ` (${trouble})`;
  return unavailable(`${what} within ${formatDuration(limitMs)}${why}`);
}

function broken(): InternalError {
  return new InternalError({ code: 'INTERNAL', message: 'the process of the cache ended without a result' });
}

function unavailable(what: string): ExternalError {
  return new ExternalError({ code: 'HTTP_FAILED', message: `the cache service ${what}`, retryable: true });
}
