import type { CoverageMeasurement, CoverageProfile, CoveredFile } from '@fairlead/go';

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

/** What checks found out beside their verdicts. They fill it as they run; metrics read it. */
export interface Facts {
  coverage?: CoverageFacts;
  vulnerabilities?: VulnerabilityFacts;
}
