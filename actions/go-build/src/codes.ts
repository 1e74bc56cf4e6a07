import type { ErrorCodes } from '@fairlead/core';

/** How go-build can fail beside what every action can. */
export const codes: ErrorCodes = {
  GO_UNUSABLE: {
    meaning: 'The go on PATH does not say which version it is, or refuses to work with its settings.',
    fix: 'Check what `go version` and `go env` print in this job; correct GOFLAGS, GOTOOLCHAIN, GOOS or GOARCH, or install Go with actions/setup-go.',
  },
  GO_VERSION_MISMATCH: {
    meaning:
      'A go.mod or go.work requires a newer Go than the one on PATH, and Go could not or may not switch.',
    fix: 'Install the version that the message names, for example actions/setup-go with `go-version-file: go.mod`.',
  },
  GO_NO_MAIN_PACKAGE: {
    meaning: 'No package main was found for any of the targets. Nothing was compiled.',
    fix: 'Point `working-directory` at the service, or name its packages in `packages`.',
  },
  GO_LIST_FAILED: {
    meaning: 'The go command could not list the packages of a module, or not tell what one of them is.',
    fix: 'Run `go list ./...` in the folder that the message names; often go.mod or go.work needs `go mod tidy` or `go work use`.',
  },
  GO_MODULES_UNAVAILABLE: {
    meaning: 'A dependency could not be downloaded.',
    fix: 'Check GOPROXY and GOPRIVATE, and the credentials for private modules; run again when the proxy was down.',
  },
  GO_CHECKSUM_MISMATCH: {
    meaning: 'A downloaded module is not the one that go.sum or the checksum database knows.',
    fix: 'Do not build. Find out who changed the module before you change go.sum.',
  },
  GO_COMPILE_FAILED: {
    meaning: 'The code does not compile for one or more targets.',
    fix: 'Open the file at the line that the message names; the summary lists the first ten errors.',
  },
  GO_OUTPUT_FAILED: {
    meaning: 'The place of a binary cannot be written to.',
    fix: 'Set `output` to a folder that the job may write to, or free disk space.',
  },
};
