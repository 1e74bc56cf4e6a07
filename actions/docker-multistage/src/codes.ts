import type { ErrorCodes } from '@fairlead/core';
import { githubCodes } from '@fairlead/github';
import { ociErrorCodes } from '@fairlead/oci';

/** Failure codes of docker-multistage, beside the core's. */
export const codes: ErrorCodes = {
  ...ociErrorCodes,
  ...githubCodes,
  IMAGE_ENGINE_UNREACHABLE: {
    meaning: 'The docker command is there, but no engine answers it.',
    fix: 'Start the engine, or set DOCKER_HOST to where it listens; on a permission error add the user to its group.',
  },
  IMAGE_BUILDKIT_MISSING: {
    meaning: 'The docker command is too old for BuildKit, or newer than 22 without its buildx plugin.',
    fix: 'Install the buildx plugin (package docker-buildx-plugin), or put another docker on PATH.',
  },
  IMAGE_BUILD_FAILED: {
    meaning: 'A step of the Dockerfile failed.',
    fix: 'Read the step and its last lines below the message.',
  },
  IMAGE_LOGIN_FAILED: {
    meaning: 'The registry refused the login.',
    fix: 'Check registry-username and registry-password; for ghcr.io grant the job `packages: write`.',
  },
  IMAGE_PUSH_FAILED: {
    meaning: 'The image could not be pushed, also not when tried again.',
    fix: "Read the registry's reason in the message and run the job again. Tags that were pushed before it stay and are named.",
  },
  IMAGE_TAG_IMMUTABLE: {
    meaning: 'A tag stands for another image, and the registry lets no tag move.',
    fix: 'Release under a new version, or delete the tag in the registry. `tag-sha: false` leaves out the tag of the commit.',
  },
  IMAGE_TOO_LARGE: {
    meaning: 'The image is over max-image-size. Nothing was pushed.',
    fix: 'Look at the largest layers below the message; copy only what runs into the last stage.',
  },
};
