import { type EventContext, stringAt, valueAt } from '../event/event-context.ts';
import { eventRule } from './events.ts';

/**
 * How far the checked-out code may be trusted.
 * - `trusted`: a branch or tag of the repository, or a run outside of GitHub.
 * - `same-repository`: a pull request of a writer of the repository, or a merge queue.
 * - `untrusted`: anything else; a fork, a run that anybody can begin, a payload that does not say whose code it is.
 */
export type TrustLevel = 'trusted' | 'same-repository' | 'untrusted';

/** Who wrote the code that the run works with. */
export interface Trust {
  readonly level: TrustLevel;
  /** Why, for people: `a pull request from the fork mallory/orders`. */
  readonly why: string;
  /** Full ids of commits that were there before the change, as GitHub names them; the best first. */
  readonly base: readonly string[];
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Judges by event name and payload alone. `onRunner`: a CI service began the run. Pure. */
export function judgeEvent(event: EventContext, onRunner: boolean): Trust {
  const { eventName, payload } = event;
  if (eventName === '')
    return onRunner
      ? { level: 'untrusted', why: 'an event without a name', base: [] }
      : { level: 'trusted', why: 'a run outside of GitHub', base: [] };
  const { code, shaIsBase } = eventRule(eventName);
  const base = [
    stringAt(payload, 'pull_request', 'base', 'sha'),
    stringAt(payload, 'merge_group', 'base_sha'),
    shaIsBase ? event.sha : undefined,
  ].filter((id): id is string => id !== undefined && OBJECT_ID.test(id));
  if (code === 'foreign') return { level: 'untrusted', why: `the event ${eventName}`, base };
  // the payload of such an event has none; where one is there all the same, it is believed
  if (code === 'own' && valueAt(payload, 'pull_request') === undefined)
    return { level: 'trusted', why: `the event ${eventName}`, base };
  if (code === 'queue') return judgeQueue(payload, base);
  return judgePullRequest(event, base);
}

/** Only a writer can queue a pull request, so its settings count as those of a pull request of the repository. */
function judgeQueue(payload: unknown, base: readonly string[]): Trust {
  return stringAt(payload, 'merge_group', 'head_sha') === undefined
    ? { level: 'untrusted', why: 'a merge queue whose event names no commit', base }
    : { level: 'same-repository', why: 'the merge queue', base };
}

function judgePullRequest({ payload, repository }: EventContext, base: readonly string[]): Trust {
  const head = stringAt(payload, 'pull_request', 'head', 'repo', 'full_name');
  const target = stringAt(payload, 'pull_request', 'base', 'repo', 'full_name');
  if (head === undefined || head === '' || target === undefined || target !== repository)
    return { level: 'untrusted', why: 'a pull request whose event does not say where it comes from', base };
  return head === target
    ? { level: 'same-repository', why: 'a pull request of this repository', base }
    : { level: 'untrusted', why: `a pull request from the fork ${head}`, base };
}
