import { compareTexts } from '@fairlead/core';
import { shortHash } from '@fairlead/go';
import type { Rules } from '../plan/rules.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Raised when what is kept, or what it depends on, changes shape. */
const FORMAT = 'fairlead-tests-2';

/** Variables that Go's runtime and library read past the test log. */
const OF_GO = /^(?:GO[A-Z0-9_]*|CGO_[A-Z_]+|TZ|ZONEINFO|LANG|LANGUAGE|LC_[A-Z]+)$/;
/** Answers of `go env` that say where things are, or that differ from call to call. */
const PLACES = new Set([
  'GOBIN',
  'GOGCCFLAGS',
  'GOPATH',
  'GOTMPDIR',
  'GOENV',
  'GOTELEMETRYDIR',
  'GOCACHE',
  'GOMODCACHE',
  'GOPROXY',
  'GOSUMDB',
]);
/** What differs from run to run of a workflow. */
const OF_THE_RUN =
  /^(?:GITHUB_|RUNNER_|ACTIONS_|INPUT_|STATE_|FAIRLEAD_|TRACEPARENT$|INVOCATION_ID$|JOURNAL_STREAM$|PWD$|OLDPWD$|SHLVL$|_$)/;

/** Go, its settings, and the flags that decide what a test does. */
export function hashEnvironment(
  goEnv: Readonly<Record<string, string>>,
  variables: Variables,
  rules: Rules,
  root: string,
): string {
  const { buildTags, race, short, testArgs, coveragePackages, checks } = rules;
  const settings = Object.entries(goEnv).filter(([name]) => !PLACES.has(name));
  const [coverage, vet] = [checks.has('coverage'), checks.has('vet')]; // without the check, go test vets by itself
  const flags = { buildTags, race, short, testArgs, coveragePackages, coverage, vet };
  return hashAll([
    FORMAT,
    root,
    process.platform,
    settings.sort(),
    pick(variables, (name) => OF_GO.test(name) && !PLACES.has(name)),
    flags,
  ]);
}

/** All variables but those that differ from run to run. */
export function hashVariables(variables: Variables): string {
  return hashAll(pick(variables, (name) => !OF_THE_RUN.test(name)));
}

function pick(variables: Variables, wanted: (name: string) => boolean): readonly unknown[] {
  return Object.entries(variables)
    .filter(([name, value]) => value !== undefined && wanted(name))
    .sort(([a], [b]) => compareTexts(a, b));
}

function hashAll(value: unknown): string {
  return shortHash(JSON.stringify(value));
}
