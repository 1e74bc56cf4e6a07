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

/** What came of something that may fail. */
export type Attempt<T> = { readonly value: T } | { readonly error: unknown };

/** What checks found out beside their verdicts. They fill it as they run; metrics read it. */
export interface Facts {
  /** Reports of earlier steps by the name that conditions give them, read before any test. */
  readonly reports: Map<string, Attempt<string | undefined>>;
  /** What has changed, where a condition is about it. */
  change?: Attempt<Change>;
  coverage?: CoverageFacts;
  vulnerabilities?: VulnerabilityFacts;
  secrets?: SecretFacts;
}
