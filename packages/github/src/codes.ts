import type { ErrorCodes } from '@fairlead/core';

/** Codes of what GitHub's API refuses or does not answer. */
export const githubCodes: ErrorCodes = {
  GITHUB_REFUSED: {
    meaning: "GitHub's API refused a call.",
    fix: 'Give the job the permission that the message names, or a github-token that has it.',
  },
  GITHUB_UNREACHABLE: {
    meaning: "GitHub's API gave no answer, or said to come back later, for longer than the action waits.",
    fix: 'Run the job again; on GitHub Enterprise Server look at GITHUB_API_URL and the proxy.',
  },
};
