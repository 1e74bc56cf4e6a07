import { beforeAll } from 'vitest';
import type { HelmLab, Release } from '../support/helm-lab.ts';
import type { HelmStage } from '../support/helm-stage.ts';
import { describeDeploys } from './deploys.ts';
import { describeFailures } from './failures.ts';
import { describeInterruptions } from './interruptions.ts';
import { describeTruth } from './truth.ts';

/**
 * What must be the same with every major version of helm.
 *
 * @param more what is shown on the same release besides
 */
export function describeOneHelm(
  major: 3 | 4,
  lab: () => HelmLab,
  more: (stage: () => HelmStage) => void = () => {},
): void {
  let release: Release;
  const stage = (): HelmStage => ({ lab: lab(), release });
  beforeAll(async () => {
    release = await lab().open(`shop${major}`, major);
  });
  describeDeploys(stage);
  describeFailures(stage);
  more(stage);
  describeTruth(stage); // after them: its charts leave revisions that a tight quota would not take back
  describeInterruptions(stage);
}
