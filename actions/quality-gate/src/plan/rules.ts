import { type Percentage, parsePercentage } from '@fairlead/go';

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

/** The effective rules of a run. */
export interface Rules {
  /** Names of the checks that are wanted. */
  readonly checks: ReadonlySet<string>;
  readonly threshold: Percentage;
  /** Where the threshold comes from, in words. */
  readonly thresholdSource: string;
  readonly onMissing: OnMissing;
  readonly failFast: boolean;
  readonly packages: readonly string[];
  readonly coverageExclude: readonly string[];
  readonly coveragePackages: readonly string[];
  readonly buildTags: readonly string[];
  readonly testArgs: readonly string[];
  /** Milliseconds for the tests of one package. */
  readonly testTimeout: number;
  readonly race: boolean;
  readonly short: boolean;
  readonly fresh: Fresh;
  readonly select: Select;
  /** Every so many runs all packages run all the same; 0 for never. */
  readonly audit: number;
}

/** The inputs that the rules are made of. */
export interface RuleInputs extends Omit<Rules, 'checks' | 'threshold' | 'thresholdSource'> {
  readonly checks: readonly string[];
  readonly coverageThreshold: Percentage | undefined;
  readonly preset: Preset;
}

/** Works out the effective rules: a threshold that was given wins over the preset's. */
export function resolveRules(inputs: RuleInputs): Rules {
  const named = parsePercentage(presets[inputs.preset]);
  const threshold = inputs.coverageThreshold ?? named;
  if (threshold === undefined) throw new TypeError(`preset ${inputs.preset} has no threshold`);
  return {
    ...inputs,
    checks: new Set(inputs.checks),
    threshold,
    thresholdSource:
      inputs.coverageThreshold === undefined ? `preset ${inputs.preset}` : 'coverage-threshold',
  };
}
