import { CancelledError, ExternalError, InternalError } from '../errors/kinds.ts';
import type { Cache } from '../ports/cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exec } from '../ports/exec.ts';
import type { Files } from '../ports/files.ts';
import { formatDuration } from '../util/duration.ts';
import { CACHE_JOB, type CacheEvent, type CacheJob, parseCacheEvent } from './cache-job.ts';
import { createDeadline } from './deadline.ts';
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
  /** Program and arguments of an entry that calls `runCacheJob` first. */
  readonly command: readonly [program: string, ...args: string[]];
  /** The environment with the service's addresses and token. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Receives what the client says on its way. */
  readonly tell: (line: string) => void;
  /** Registers a secret that the client came by. */
  readonly mask: (secret: string) => void;
}

/**
 * The CI service's cache, each restore and save in a child process, because the toolkit can be neither cancelled nor
 * limited in time: a service that does not answer within 10 seconds, or carries longer than 5 minutes, is given up, and
 * cancelling ends the client and its archiver at once.
 *
 * Throws CancelledError, and ExternalError HTTP_FAILED with the client's reason.
 */
export function createProcessCache(options: ProcessCacheOptions): Cache {
  return {
    async restore(paths, key, prefixes, place) {
      const event = await runJob({ kind: 'restore', paths, key, prefixes, place }, options);
      if (event === undefined || !('hit' in event)) throw broken();
      return event.hit;
    },
    async save(paths, key, place) {
      const event = await runJob({ kind: 'save', paths, key, prefixes: [], place }, options);
      if (event === undefined || !('stored' in event)) throw broken();
      return event.stored;
    },
  };
}

/** Carries out a job; gives its last event. */
async function runJob(job: CacheJob, options: ProcessCacheOptions): Promise<CacheEvent | undefined> {
  const { exec, files, clock, command, env, signal } = options;
  const [program, ...args] = command;
  const temp = await files.makeTemporary('cache'); // an archive stays behind when its process is ended
  const deadline = createDeadline(clock);
  const hearing = listen(options, () => deadline.begin(TRANSFER_MS));
  deadline.begin(ANSWER_MS);
  try {
    await exec.run(program, args, {
      cwd: job.place?.folder,
      env: {
        ...env,
        RUNNER_TEMP: temp,
        // the client finds relative paths from its folder, and keeps them relative to this one
        ...(job.place === undefined ? {} : { GITHUB_WORKSPACE: job.place.folder }),
        [CACHE_JOB]: JSON.stringify(job),
      },
      signal: AbortSignal.any([signal, deadline.signal]),
      killAfterMs: 1000,
      onLine: hearing.onLine,
    });
  } catch (error) {
    const limit = deadline.passed();
    if (signal.aborted)
      throw new CancelledError(job.kind === 'save' ? 'saving the cache' : 'restoring the cache');
    throw limit === undefined ? error : late(limit, hearing.trouble());
  } finally {
    deadline.stop();
    await files.remove(temp);
  }
  const { event, failure } = hearing.heard();
  // the client tells a failure as a miss or as not stored; only its words give it away
  if (failure !== undefined && !hasSucceeded(event)) throw unavailable(`failed: ${failure}`);
  return event;
}

/** Listens to a job: keeps what matters, passes the rest on. */
function listen({ tell, mask }: ProcessCacheOptions, onAnswer: () => void) {
  let event: CacheEvent | undefined;
  let failure: string | undefined;
  let attempt: string | undefined;
  return {
    onLine(line: string): void {
      const found = parseCacheEvent(line);
      if (found !== undefined) {
        event = found;
        if ('answered' in found) onAnswer();
        return;
      }
      const said = readToolkitLine(line);
      if (said?.kind === 'secret') mask(said.text);
      else if (said?.kind === 'failure') failure = said.text;
      else if (said?.kind === 'attempt') attempt = said.text;
      else if (said?.kind === 'news') tell(said.text);
    },
    heard: () => ({ event, failure }),
    trouble: () => failure ?? attempt,
  };
}

function hasSucceeded(event: CacheEvent | undefined): boolean {
  if (event === undefined || 'answered' in event) return false;
  return 'hit' in event ? event.hit.kind !== 'miss' : event.stored;
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
