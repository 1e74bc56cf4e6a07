import type { ErrorCodes } from '@fairlead/core';

/** How quality-gate can end beside the core's codes. */
export const codes: ErrorCodes = {
  GATE_FAILED: {
    meaning: 'Several conditions of the gate failed. The message and the table name each with its numbers.',
    fix: 'Correct what the message names; the annotations and the summary say where, as far as it has a place.',
  },
  FORMAT_FAILED: {
    meaning: 'gofmt would change files, or cannot read them.',
    fix: 'Run gofmt -w on the files that the message names.',
  },
  VET_FAILED: {
    meaning: 'go vet has findings, or the code does not compile.',
    fix: 'Correct the lines that the annotations show.',
  },
  TESTS_FAILED: {
    meaning: 'Tests failed, or a test package did not compile, panicked or ran out of time.',
    fix: "Read the failed tests' own output in the summary.",
  },
  COVERAGE_TOO_LOW: {
    meaning: 'Statement coverage is below the threshold. The comparison is exact.',
    fix: 'Test the functions that the message names; it says how many statements are missing.',
  },
  NOTHING_MEASURED: {
    meaning:
      'No test ran, a TestMain left before its tests, or no statement could be counted: there is nothing to judge.',
    fix: 'Check packages and test-tags. If having none is right, set on-missing to warn.',
  },
  GATE_NOT_CHECKED: {
    meaning: 'A condition could not be checked: a tool crashed, or what it left behind is incomplete.',
    fix: 'Read the reason in the conditions table. A gate that was not checked never passes.',
  },
  COVERAGE_PROFILE_INVALID: {
    meaning: 'The coverage profile cannot be read or contradicts itself.',
    fix: 'Run go clean -testcache and try again; a test must not write to the profile.',
  },
  GO_UNUSABLE: {
    meaning: 'The go on PATH does not say which version it is.',
    fix: 'Set up Go with actions/setup-go before this step.',
  },
  GO_VERSION_MISMATCH: {
    meaning: 'A go.mod or go.work requires a newer Go than the one on PATH, and Go may not switch by itself.',
    fix: 'Set up Go with actions/setup-go and go-version-file: go.mod.',
  },
  GO_LIST_FAILED: {
    meaning: 'The go command could not list the packages of a module.',
    fix: 'Run `go list ./...` in the folder that the message names; often go.mod or go.work needs `go mod tidy` or `go work use`.',
  },
  GO_TOO_OLD: {
    meaning:
      'Before Go 1.22 the profile leaves out packages without tests, so the coverage would be too high.',
    fix: 'Set up Go 1.22 or later, or leave coverage out of checks.',
  },
};
