import type { EventContext } from '../event/event-context.ts';
import type { CommittedFiles, Repository } from '../ports/git.ts';
import { isOfEvent } from './judge-checkout.ts';

/**
 * Files of base commits. The clone is asked first; what it lacks, as one of depth 1 does, is asked of the server that holds
 * the event's repository. Not where something else is checked out: a clone of another repository has nothing to do with
 * the base that the event names.
 */
export function baseFiles(
  repository: Repository,
  forge: CommittedFiles | undefined,
  event: EventContext,
): CommittedFiles {
  const ofServer = new Map<string, CommittedFiles>();
  let ofEvent: Promise<boolean> | undefined;
  return {
    async fileAt(commit, path, maxBytes) {
      const here = await repository.fileAt(commit, path, maxBytes);
      if (here.state !== 'unknown' || forge === undefined) return here;
      ofEvent ??= isOfEvent(repository, event);
      if (!(await ofEvent))
        return {
          state: 'unknown',
          reason: `${here.reason}; what is checked out is not the commit of the event`,
        };
      const there = await forge.fileAt(commit, path, maxBytes);
      if (there.state === 'unknown') return { state: 'unknown', reason: `${here.reason}; ${there.reason}` };
      ofServer.set(commit, forge);
      return there;
    },
    entriesAt: (commit, folder) => (ofServer.get(commit) ?? repository).entriesAt(commit, folder),
  };
}
