import type { ErrorCodes } from '@fairlead/core';

/** Failure codes of everything that speaks to a registry. */
export const ociErrorCodes: ErrorCodes = {
  REGISTRY_UNREACHABLE: {
    meaning: 'The registry gave no answer, or what answers is not a registry.',
    fix: 'Check the host name in the image and that the runner can reach it.',
  },
  REGISTRY_DENIED: {
    meaning: 'The registry refused the credentials, or they lack the right to this repository.',
    fix: 'Give registry-username and registry-password; for ghcr.io grant the job `packages: write`.',
  },
  REGISTRY_BUSY: {
    meaning: 'The registry kept answering with a rate limit or a server error.',
    fix: 'Run again later; when it stays, look at the registry.',
  },
  REGISTRY_FAILED: {
    meaning: 'The registry gave an answer that the specification does not know.',
    fix: 'Read the status in the message; look at proxies between the runner and the registry.',
  },
  REGISTRY_MANIFEST_UNKNOWN: {
    meaning: 'The registry does not have the image that was asked for.',
    fix: 'Check name, tag and digest; a push that failed leaves no tag.',
  },
  REGISTRY_DIGEST_MISMATCH: {
    meaning: 'What the registry holds is not what was built and pushed.',
    fix: 'Look for another job that pushes the same tag at the same time; give the workflow a `concurrency` group.',
  },
  REGISTRY_CREDENTIALS_UNREADABLE: {
    meaning: "Docker's config file or a credential helper could not be read.",
    fix: 'Correct the file or helper that the message names.',
  },
};
