import { type ErrorCodes, markdownCode, markdownTable } from '@fairlead/core';
import type { Check } from '../check/check.ts';
import { coverage } from './coverage/check.ts';
import { gofmt } from './gofmt/check.ts';
import { linkedIssue } from './linked-issue/check.ts';
import { lint } from './lint/check.ts';
import { modernize } from './modernize/check.ts';
import { plugins } from './plugins/check.ts';
import { secrets } from './secrets/check.ts';
import { sonar } from './sonar/check.ts';
import { staticcheck } from './staticcheck/check.ts';
import { test } from './test/check.ts';
import { vet } from './vet/check.ts';
import { vulnerabilities } from './vulnerabilities/check.ts';

/**
 * Every check, in the order in which they run. A new one is a folder and a line here. What only reads the code stands
 * before the tests: they run the code, which could change what is read after it.
 */
export const checks: readonly Check[] = [
  linkedIssue,
  secrets,
  gofmt,
  vet,
  lint,
  staticcheck,
  vulnerabilities,
  modernize,
  plugins,
  test,
  coverage,
  sonar,
];

/** The names that the input `checks` takes. */
export const checkNames: readonly string[] = checks.map((check) => check.name);

/** The names of those that run where nobody names any. */
export function namesByDefault(all: readonly Check[]): readonly string[] {
  return all.filter(({ byDefault }) => byDefault === true).map(({ name }) => name);
}

/** The failure codes of all checks. */
export const checkCodes: ErrorCodes = Object.assign({}, ...checks.map((check) => check.codes));

/** The checks for the README. */
export const checkTable: string = markdownTable(
  ['Check', 'What it demands', 'Needs', 'Failure codes'],
  checks.map(({ name, description, needs, codes }) => [
    markdownCode(name),
    description,
    needs === undefined ? '' : markdownCode(needs),
    Object.keys(codes).map(markdownCode).join(', '),
  ]),
);
