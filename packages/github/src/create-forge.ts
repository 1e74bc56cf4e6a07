import { type CommittedFiles, errorMessage, type ForgeAccess } from '@fairlead/core';
import { type Github, openGithub } from './open-github.ts';

/** How long files of commits are waited for: they are wanted before anything else is done. */
const PATIENCE_MS = 15_000;

/**
 * GitHub, asked for files of commits that a clone lacks. Nothing is asked, and Octokit is not loaded, before somebody
 * wants a file. What GitHub does not tell is `unknown`, with its reason.
 */
export function createForge({ signal, ...access }: ForgeAccess): CommittedFiles {
  let late: AbortSignal | undefined;
  let opened: Promise<Github> | undefined;
  const open = (): Promise<Github> => {
    late ??= AbortSignal.timeout(PATIENCE_MS);
    opened ??= openGithub({ ...access, log: SILENT, signal: AbortSignal.any([signal, late]) });
    return opened;
  };
  return {
    async fileAt(commit, ...asked) {
      try {
        return await (await open()).committedFiles.fileAt(commit, ...asked);
      } catch (error) {
        if (signal.aborted) throw error;
        const why = late?.aborted ? `no answer within ${PATIENCE_MS / 1000} s` : errorMessage(error);
        return { state: 'unknown', reason: `GitHub does not tell commit ${commit.slice(0, 12)}: ${why}` };
      }
    },
    entriesAt: async (...asked) => (await open()).committedFiles.entriesAt(...asked),
  };
}

/** What GitHub's limits make it wait for shows in the reason. */
const SILENT = { warn: () => {} };
