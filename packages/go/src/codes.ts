import type { ErrorCodes } from '@fairlead/core';

/** How work with Go toolchains and modules can fail. An action lists those that it can end with. */
export const goErrorCodes: ErrorCodes = {
  GO_UNUSABLE: {
    meaning: 'The go on PATH does not say which version it is, or refuses to work with its settings.',
    fix: 'Check what `go version` and `go env` print in this job. Correct GOFLAGS, GOTOOLCHAIN, GOOS or GOARCH, or install Go with actions/setup-go.',
  },
  GO_VERSION_MISMATCH: {
    meaning:
      'A go.mod or go.work requires a newer Go than the one on PATH, and Go could not or may not switch.',
    fix: 'Install the version that the message names, for example actions/setup-go with `go-version-file: go.mod`.',
  },
  GO_LIST_FAILED: {
    meaning: 'The go command could not list the packages of a module, or not tell what one of them is.',
    fix: 'Run `go list ./...` in the folder that the message names. Often go.mod or go.work needs `go mod tidy` or `go work use`.',
  },
};
