import type { Percentage } from '@fairlead/go';
import type { ConditionRule } from '../rule/condition-rule.ts';
import type { Ignore } from '../rule/ignore.ts';
import { parseRational } from '../rule/rational.ts';
import type { SecretIgnore } from '../rule/secret-ignore.ts';

/** Thresholds by name. */
export const presets = { standard: '75', strict: '85' } as const;

/** The name of a set of thresholds. */
export type Preset = keyof typeof presets;

/** What to do when there is nothing to measure. */
export type OnMissing = 'error' | 'warn';

/** Whether tests run anew or may be replayed from Go's cache. */
export type Fresh = 'auto' | 'always' | 'never';

/** Which packages' tests run: all, or those that a change can affect. */
export type Select = 'all' | 'affected';

/** In which order packages test: as they are listed, or what is likely to fail first. */
export type PackageOrder = 'listed' | 'history';

/** The effective rules of a run. */
export interface Rules {
  /** Names of the checks that run. */
  readonly checks: ReadonlySet<string>;
  /** Those of them that judge by themselves; the others run for a condition that wants their number. */
  readonly judging: ReadonlySet<string>;
  /** What all statements together must reach, where no condition says it. */
  readonly coverage: ConditionRule;
  /** Where its threshold comes from, in words. */
  readonly thresholdSource: string;
  readonly conditions: readonly ConditionRule[];
  /** Where they come from, in words. */
  readonly conditionsSource: string;
  /** What a change is compared with, where the event does not say it. */
  readonly base: string | undefined;
  /** Absolute path of a folder that is the cache instead of the CI service. */
  readonly cacheDir: string | undefined;
  /** Files of checks that the repository brings itself, relative to the working directory. */
  readonly plugins: readonly string[];
  readonly onMissing: OnMissing;
  readonly failFast: boolean;
  readonly packages: readonly string[];
  readonly coverageExclude: readonly string[];
  readonly coveragePackages: readonly string[];
  /** Profiles of other runs that count as well. */
  readonly coverageProfiles: readonly string[];
  /** Files that need not be formatted. */
  readonly formatExclude: readonly string[];
  readonly buildTags: readonly string[];
  readonly testArgs: readonly string[];
  /** Milliseconds for the tests of one package. */
  readonly testTimeout: number;
  readonly race: boolean;
  readonly short: boolean;
  readonly fresh: Fresh;
  /** Milliseconds for one run of a tool beside the tests. */
  readonly toolTimeout: number;
  /** What a tool that is not on PATH does. */
  readonly missingTools: 'error' | 'skip' | 'bring';
  readonly vulnerabilityIgnores: readonly Ignore[];
  /** Where credentials are looked for: in every tracked file, or in what a change adds. */
  readonly secretScope: 'all' | 'patch';
  readonly secretIgnores: readonly SecretIgnore[];
  readonly select: Select;
  /** Every so many runs all packages run all the same; 0 for never. */
  readonly audit: number;
  readonly order: PackageOrder;
  /** How often failed tests may run once more. */
  readonly rerunFailed: number;
  /** Tests that may be flaky: package, test, owner and last day in one line. */
  readonly quarantine: readonly string[];
  /** `2/5`: which part of the packages runs here; empty for all. */
  readonly shard: string;
  /** Folder with the reports of shards, which are taken for the run; empty for a run. */
  readonly merge: string;
  /** Path of an earlier report that says how long packages take; empty for none. */
  readonly durations: string;
  /** The SonarQube whose quality gate is asked; undefined where it is not. */
  readonly sonarUrl: string | undefined;
  /** Key of the project there. */
  readonly sonarProject: string | undefined;
  readonly sonarToken: string | undefined;
  /** What the scanner has left, relative to the workspace. */
  readonly sonarReport: string;
  /** Milliseconds to wait for SonarQube. */
  readonly sonarTimeout: number;
}

/** The inputs that the rules are made of. */
export interface RuleInputs
  extends Omit<Rules, 'checks' | 'judging' | 'coverage' | 'thresholdSource' | 'conditionsSource'> {
  readonly checks: readonly string[];
  readonly coverageThreshold: Percentage | undefined;
  readonly preset: Preset;
  readonly requireLinkedIssue: boolean;
}

/** Says where the value of an input came from. */
export type Origin = (input: 'preset' | 'coverage-threshold' | 'conditions') => keyof typeof ORIGINS;

const ORIGINS = {
  with: 'the workflow',
  config: 'the config file',
  base: 'the config file of the base',
  default: 'default',
} as const;

/**
 * Works out the effective rules: a threshold that was given wins over the preset's.
 *
 * @param wanted the checks that the conditions want
 * @param origin where inputs came from, to be shown
 */
export function resolveRules(
  inputs: RuleInputs,
  wanted: readonly string[] = [],
  origin: Origin = () => 'with',
): Rules {
  const named = [...inputs.checks, ...(inputs.requireLinkedIssue ? ['linked-issue'] : [])];
  return {
    ...inputs,
    checks: new Set([...named, ...wanted]),
    judging: new Set(named),
    coverage: coverageRule(inputs),
    thresholdSource:
      inputs.coverageThreshold === undefined
        ? `preset ${inputs.preset}, by ${ORIGINS[origin('preset')]}`
        : `coverage-threshold, by ${ORIGINS[origin('coverage-threshold')]}`,
    conditionsSource: ORIGINS[origin('conditions')],
  };
}

function coverageRule({ coverageThreshold, preset, onMissing }: RuleInputs): ConditionRule {
  const text = coverageThreshold?.text ?? presets[preset];
  const threshold = parseRational(text);
  if (threshold === undefined) throw new TypeError(`${text} is no threshold`);
  return {
    name: 'coverage',
    metric: 'coverage',
    operator: '>=',
    threshold,
    text,
    scope: { kind: 'all', glob: undefined },
    severity: 'error',
    onMissing: onMissing === 'warn' ? 'warn' : 'fail',
    smallChange: 0,
    options: {},
  };
}
