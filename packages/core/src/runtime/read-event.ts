import { readFile } from 'node:fs/promises';
import { errorMessage } from '../errors/classify.ts';
import { ExternalError } from '../errors/kinds.ts';

/** The event's payload, or why it cannot be read. */
export interface EventFile {
  readonly payload: unknown;
  readonly problem: ExternalError | undefined;
}

/**
 * Reads the file of the event. Who wrote the code stands there alone, so a file that is missing, empty or half-written
 * is an error wherever there must be one; a run outside of GitHub has none.
 */
export async function readEvent(env: Readonly<Record<string, string | undefined>>): Promise<EventFile> {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  if (path === '') {
    const expected = env['GITHUB_ACTIONS'] === 'true' || (env['GITHUB_EVENT_NAME'] ?? '') !== '';
    return expected ? unreadable('GITHUB_EVENT_PATH is not set') : { payload: {}, problem: undefined };
  }
  try {
    const payload = JSON.parse(await readFile(path, 'utf8')) as unknown;
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload))
      return { payload, problem: undefined };
    return unreadable(`${path} holds no object`);
  } catch (error) {
    return unreadable(`${path}: ${errorMessage(error)}`);
  }
}

function unreadable(why: string): EventFile {
  const problem = new ExternalError({
    code: 'EVENT_UNREADABLE',
    message: `the event of this run cannot be read, so nobody knows whose code it is: ${why}`,
    hint: 'run the step again; with act, give the event with --eventpath',
    retryable: false,
  });
  return { payload: {}, problem };
}
