import { afterAll, beforeAll, describe } from 'vitest';
import { describeDeploys } from './helm-deploy/deploys.ts';
import { describeFailures } from './helm-deploy/failures.ts';
import { describeFirstInstalls } from './helm-deploy/first-installs.ts';
import { describeInterruptions, describeRivals } from './helm-deploy/interruptions.ts';
import { describePatience } from './helm-deploy/patience.ts';
import { describePodFailures } from './helm-deploy/pod-failures.ts';
import { describeRights } from './helm-deploy/rights.ts';
import { describeTruth } from './helm-deploy/truth.ts';
import { type HelmLab, openHelmLab, type Release } from './support/helm-lab.ts';
import type { HelmStage } from './support/helm-stage.ts';

const CLUSTER = 'fl-e2e-helm';

let lab: HelmLab;

beforeAll(async () => {
  lab = await openHelmLab(CLUSTER);
});

afterAll(async () => {
  await lab?.close();
});

describe.each([3, 4] as const)('helm-deploy with helm %i', (major) => {
  let release: Release;
  const stage = (): HelmStage => ({ lab, release });

  beforeAll(async () => {
    release = await lab.open(`shop${major}`, major);
  });

  describeDeploys(stage);
  describeFailures(stage);
  if (major === 4) describePodFailures(stage); // the same for both: it is the cluster that speaks
  describeTruth(stage); // after them: its charts leave revisions that a tight quota would not take back
  describeInterruptions(stage);
  if (major === 4) describeRivals(stage); // both say the same words
});

describe('helm-deploy with the rights that the README asks for', () => {
  describeRights(() => lab);
});

describe('helm-deploy with patience', () => {
  describePatience(() => lab);
});

describe('helm-deploy of a first install', () => {
  describeFirstInstalls(() => lab);
});
