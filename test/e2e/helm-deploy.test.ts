import { describe } from 'vitest';
import { describeClusterRefusals } from './helm-deploy/cluster-refusals.ts';
import { describeContainers } from './helm-deploy/containers.ts';
import { describeDeploys } from './helm-deploy/deploys.ts';
import { describeFailures } from './helm-deploy/failures.ts';
import { describeFirstInstalls } from './helm-deploy/first-installs.ts';
import { describeInterruptions, describeRivals } from './helm-deploy/interruptions.ts';
import { describeClaims, describePatience } from './helm-deploy/patience.ts';
import { describeRights } from './helm-deploy/rights.ts';
import { describeTruth } from './helm-deploy/truth.ts';
import { describeRelease } from './support/describe-release.ts';
import { useHelmLab } from './support/use-helm-lab.ts';

const lab = useHelmLab('fl-e2e-helm');

describe('helm-deploy', () => {
  // The longest first. What the cluster says is the same with every helm, and is shown with one.
  describeRelease(
    'says why the cluster takes no pod',
    { lab, namespace: 'shop-refused', helm: 4, installed: true },
    describeClusterRefusals,
  );
  describeRelease(
    'is patient',
    { lab, namespace: 'shop-patient', helm: 3, installed: true },
    describePatience,
  );
  describeRelease(
    'says why containers do not run',
    { lab, namespace: 'shop-broken', helm: 4, installed: true },
    describeContainers,
  );
  describeRelease(
    'says what waits for others',
    { lab, namespace: 'shop-waits', helm: 3, installed: true },
    describeClaims,
  );
  for (const helm of [4, 3] as const) {
    describeRelease(
      `watches what is applied, with helm ${helm}`,
      { lab, namespace: `shop-true${helm}`, helm, installed: true },
      describeTruth,
    );
    describeRelease(
      `deploys, with helm ${helm}`,
      { lab, namespace: `shop${helm}`, helm, installed: false },
      (stage) => {
        describeDeploys(stage);
        describeFailures(stage);
      },
    );
    describeRelease(
      `is interrupted, with helm ${helm}`,
      { lab, namespace: `shop-ended${helm}`, helm, installed: true },
      describeInterruptions,
    );
  }
  describeRelease(
    'meets others at the release',
    { lab, namespace: 'shop-shared', helm: 4, installed: true },
    describeRivals,
  );
  describeRelease(
    'has no more rights than the README asks for',
    { lab, namespace: 'shop-few', helm: 3, installed: false },
    describeRights,
  );
  describeRelease(
    'installs for the first time',
    { lab, namespace: 'shop-first', helm: 4, installed: false },
    describeFirstInstalls,
  );
});
