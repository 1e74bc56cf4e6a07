import { describe } from 'vitest';
import { describeOneHelm } from './helm-deploy/one-helm.ts';
import { describePatience } from './helm-deploy/patience.ts';
import { describeRights } from './helm-deploy/rights.ts';
import { describeStarterReleases } from './helm-deploy/starter-releases.ts';
import { useHelmLab } from './support/use-helm-lab.ts';

const lab = useHelmLab('fl-e2e-helm3');

describe('helm-deploy with helm 3', () => {
  describeOneHelm(3, lab);
});

describe('helm-deploy with the rights that the README asks for', () => {
  describeRights(lab);
});

describe('helm-deploy with patience', () => {
  describePatience(lab);
});

describe('the chart that `fairlead init` writes', () => {
  describeStarterReleases(lab);
});
