import type { ErrorCodes } from '@fairlead/core';
import { toolCodes } from '@fairlead/tools';

/** What rendering a chart can end with. Actions that do add these to their own table. */
export const helmCodes: ErrorCodes = {
  ...toolCodes,
  HELM_VERSION: {
    meaning: 'The helm on PATH is older than version 3.16, or does not say its version.',
    fix: 'Install Helm 3.16 or newer, or Helm 4, in an earlier step.',
  },
  HELM_RENDER_FAILED: {
    meaning: 'The chart cannot be rendered with these values; nothing was changed.',
    fix: 'Correct the template or the value that the message names. `helm template` shows the same error.',
  },
};
