/** A documented failure code: when it appears and what to do. Rendered into each action's README. */
export interface ErrorCode {
  readonly meaning: string;
  readonly fix: string;
}

/** A package's or an action's table of failure codes. */
export type ErrorCodes = Readonly<Record<string, ErrorCode>>;

/** Codes that every action can end with. */
export const coreErrorCodes: ErrorCodes = {
  INPUT_INVALID: {
    meaning:
      'One or more inputs or config keys are not usable or not known, or a config file is not where it is read. All problems are listed; nothing was changed.',
    fix: 'Correct the inputs that the message names.',
  },
  EVENT_UNREADABLE: {
    meaning:
      'The file with the event of the run is missing, empty or broken, so nobody knows whose code this is. Nothing was changed.',
    fix: 'Run the step again; with act, give the event with --eventpath.',
  },
  TOOL_MISSING: {
    meaning: 'A program that the action needs is not on PATH.',
    fix: 'Install it in an earlier step, or put its folder on PATH.',
  },
  TOOL_FAILED: {
    meaning: 'A program that the action ran ended with a non-zero exit code.',
    fix: 'Read the reason in the message and the last lines below it.',
  },
  TOOL_TIMEOUT: {
    meaning: 'A program took longer than its limit and was ended.',
    fix: 'Raise the timeout input, or find out why it hangs from the last lines.',
  },
  TOOL_KILLED: {
    meaning: 'A program was ended by a signal from outside, often for lack of memory.',
    fix: 'Look for an out-of-memory kill on the runner, or for another process that ends it.',
  },
  DISK_FULL: {
    meaning: 'A file could not be written because the disk of the runner is full.',
    fix: 'Make room in an earlier step, or take a larger runner.',
  },
  PLACE_OUTSIDE: {
    meaning: 'A file in the workspace was to be written, and a link on the way leads out of the workspace.',
    fix: 'Remove the link from the repository, or name a place outside of the workspace by its own path.',
  },
  FILE_NOT_PLAIN: {
    meaning:
      'A file that was to be read is a device or the like, is too large, or has more in it than its size says, as in /proc.',
    fix: 'If it is a link, remove it from the repository; else name an ordinary file.',
  },
  CANCELLED: {
    meaning: 'The run was cancelled.',
    fix: 'Nothing; a change that was under way was undone, or the post step undoes it.',
  },
  INTERNAL: {
    meaning: 'A bug in Fairlead.',
    fix: 'Open an issue with the log.',
  },
};

/**
 * Codes of parts of the core that an action may use and answer for in its own words; one that lets them through adds
 * them to its table.
 */
export const portErrorCodes: ErrorCodes = {
  HTTP_FAILED: {
    meaning: 'A request over HTTP failed or was answered with an error.',
    fix: 'Check that the address is right and reachable from the runner.',
  },
};
