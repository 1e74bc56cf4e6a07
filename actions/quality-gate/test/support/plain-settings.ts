import type { RuleInputs } from '../../src/plan/rules.ts';

/** The settings of a gate that asks for nothing special, for tests that care about others. */
export const plainSettings: Omit<RuleInputs, 'checks' | 'coverageThreshold' | 'preset'> = {
  conditions: [],
  base: undefined,
  onMissing: 'error',
  failFast: false,
  packages: ['./...'],
  coverageExclude: [],
  coveragePackages: [],
  coverageProfiles: [],
  formatExclude: [],
  buildTags: [],
  testArgs: [],
  testTimeout: 600_000,
  race: false,
  short: false,
  fresh: 'auto',
  requireLinkedIssue: false,
  toolTimeout: 600_000,
  missingTools: 'error',
  vulnerabilityIgnores: [],
  select: 'all',
  audit: 0,
  rerunFailed: 0,
  quarantine: [],
};
