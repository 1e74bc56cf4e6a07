import type { ErrorCodes } from '@fairlead/core';
import { githubCodes } from '@fairlead/github';
import { toolCodes } from '@fairlead/tools';
import { checkCodes } from './conditions/registry.ts';
import { CHECKSUM_MISMATCH } from './plan/altered-module.ts';
import { MISSING_CODE } from './rule/judge-rule.ts';

/** How quality-gate can end beside the core's codes. */
export const codes: ErrorCodes = {
  GATE_FAILED: {
    meaning: 'Several conditions of the gate failed. The message and the table name each with its numbers.',
    fix: 'Correct what the message names; the annotations and the summary say where, as far as it has a place.',
  },
  ...checkCodes,
  GATE_CONDITION_FAILED: {
    meaning: 'A condition of the input conditions does not hold.',
    fix: 'Read the numbers in the message; what is behind them stands in the summary.',
  },
  [MISSING_CODE]: {
    meaning:
      'The number of a condition is not there: no report, nothing at the pointer, no line that matches.',
    fix: 'Let an earlier step write the report, or correct file, pointer or pattern. If it may be missing, set on-missing of that condition to warn or pass.',
  },
  GATE_REPORT_INVALID: {
    meaning: 'The report that was to be posted is not one of this action.',
    fix: 'Upload report.json as the gate wrote it, and name it in report-file.',
  },
  GATE_NOT_CHECKED: {
    meaning: 'A condition could not be checked: a tool crashed, or what it left behind is incomplete.',
    fix: 'Read the reason in the conditions table. A gate that was not checked never passes.',
  },
  ...githubCodes,
  ...toolCodes,
  [CHECKSUM_MISMATCH]: {
    meaning: 'A module is not the one that go.sum or the checksum database knows. Nothing was tested.',
    fix: 'Find out who changed the module before you change go.sum.',
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
};
