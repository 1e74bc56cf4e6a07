import type { CoverageMeasurement, CoverageProfile, CoveredFile } from '@fairlead/go';
import type { Change } from '../change/change.ts';
import type { Finding } from '../verdict/condition.ts';

/** What was measured of the coverage, for everything that is made of it. */
export interface CoverageFacts {
  readonly measurement: CoverageMeasurement;
  readonly profile: CoverageProfile;
  /** What is known of the files, by the name that the profile gives them. */
  readonly files: ReadonlyMap<string, CoveredFile>;
}

/** Known vulnerabilities that nobody has accepted. */
export interface VulnerabilityFacts {
  readonly open: readonly { readonly id: string; readonly level: 'called' | 'imported' | 'required' }[];
}

/** What looks like a credential and nobody has accepted: what fails the gate, and advice. */
export interface SecretFacts {
  readonly open: readonly Finding[];
}

/** The profile of the commit that a change is compared with, as an earlier run has kept it. */
export type BaseProfile =
  | {
      readonly state: 'found';
      readonly text: string;
      /** Full id of the commit whose profile it is. */
      readonly commit: string;
      /** How many commits that one is before the base; 0 for the base itself. */
      readonly earlier: number;
    }
  /** There is a base, and nobody has kept its profile or can give it. */
  | { readonly state: 'missing'; readonly reason: string }
  /** There is nothing to compare with. */
  | { readonly state: 'none'; readonly reason: string };

/** What came of something that may fail. */
export type Attempt<T> = { readonly value: T } | { readonly error: unknown };

/** What checks found out beside their verdicts. They fill it as they run; metrics read it. */
export interface Facts {
  /** Reports of earlier steps by the name that conditions give them, read before any test. */
  readonly reports: Map<string, Attempt<string | undefined>>;
  /** What has changed, where a condition is about it. */
  change?: Attempt<Change>;
  /** Where a condition compares with what the cache keeps. */
  baseProfile?: Attempt<BaseProfile>;
  coverage?: CoverageFacts;
  vulnerabilities?: VulnerabilityFacts;
  secrets?: SecretFacts;
}
