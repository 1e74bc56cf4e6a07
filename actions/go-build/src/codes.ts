import type { ErrorCodes } from '@fairlead/core';
import { githubCodes } from '@fairlead/github';
import { goErrorCodes } from '@fairlead/go';
import { toolCodes } from '@fairlead/tools';

/** How go-build can fail beside what every action can. */
export const codes: ErrorCodes = {
  BUILD_NO_MAIN_PACKAGE: {
    meaning: 'No package main was found for any of the targets. Nothing was compiled.',
    fix: 'Point `working-directory` at the service, or name its packages in `packages`, for example `./cmd/...`. A library has nothing to build: leave the step out.',
  },
  BUILD_MODULES_UNAVAILABLE: {
    meaning: 'A dependency could not be downloaded.',
    fix: 'Check GOPROXY and GOPRIVATE, and the credentials for private modules; run again when the proxy was down.',
  },
  BUILD_CHECKSUM_MISMATCH: {
    meaning: 'A downloaded module is not the one that go.sum or the checksum database knows.',
    fix: 'Do not build. Find out who changed the module before you change go.sum.',
  },
  BUILD_MODULES_UNTIDY: {
    meaning: 'With `verify-modules`: go.mod or go.sum are not as `go mod tidy` leaves them.',
    fix: 'Run `go mod tidy` and commit both files; the difference is in the log.',
  },
  BUILD_COMPILE_FAILED: {
    meaning: 'The code does not compile for one or more targets.',
    fix: 'Open the file at the line that the message names; the summary lists the first ten errors.',
  },
  BUILD_OUTPUT_FAILED: {
    meaning: 'The place of a binary cannot be written to.',
    fix: 'Set `output` to a folder that the job may write to.',
  },
  BUILD_TOO_LARGE: {
    meaning: 'A binary is larger, or grew more, than the inputs allow.',
    fix: 'Find out what it has taken in (`go version -m`, `go tool nm -size`), or raise the limit in a change of its own.',
  },
  BUILD_SMOKE_FAILED: {
    meaning:
      'A binary was built but does not start, or does not end well, with the arguments of `smoke-command`.',
    fix: 'Run it with these arguments on your own machine; the last lines that it printed are below the message.',
  },
  BUILD_NOT_REPRODUCIBLE: {
    meaning: 'A second build of the same sources in another folder gives other bytes.',
    fix: 'Set `trimpath: true`; look for times, folders and random values in `ldflags` and in generated files.',
  },
  ...goErrorCodes,
  ...toolCodes,
  ...githubCodes,
};
