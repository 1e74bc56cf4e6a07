import { readFile } from 'node:fs/promises';
import { errorMessage } from '../errors/classify.ts';
import { ExternalError } from '../errors/kinds.ts';

/** The event's payload, or why it cannot be read. */
export interface EventFile {
  readonly payload: unknown;
  readonly problem: ExternalError | undefined;
}

/**
 * Reads the file of the event. A file that is named but missing, empty or half-written is an error: who wrote the code of
 * a pull request stands there alone. Runners that name no file (buildkite-gha, a plain shell) have told no lie: without a
 * payload a push is judged by its name, and a pull request is nobody's, so untrusted.
 */
export async function readEvent(env: Readonly<Record<string, string | undefined>>): Promise<EventFile> {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  if (path === '') return { payload: {}, problem: undefined };
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
