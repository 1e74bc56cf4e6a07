import type { ErrorCodes } from '@fairlead/core';

/** Codes of a tool that is brought because it was asked for. */
export const toolCodes: ErrorCodes = {
  TOOL_UNREACHABLE: {
    meaning: 'A tool that was asked for by version could not be downloaded.',
    fix: 'Put the tool on PATH in an earlier step, or name an address that the runner reaches.',
  },
  TOOL_DIGEST: {
    meaning: 'What was downloaded is not what the digest says. It was removed before it was unpacked.',
    fix: 'Compare version and sha256 with what the makers of the tool publish; never take it over from the download.',
  },
};
