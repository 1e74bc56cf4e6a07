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
import type { HelmStage } from './support/helm-stage.ts';
import { describeInOrder } from './support/in-order.ts';
import { useHelmLab } from './support/use-helm-lab.ts';

const lab = useHelmLab('fl-e2e-helm');

/** Tests on a release that is there. */
function installed(
  name: string,
  helm: 3 | 4,
  namespace: string,
  tests: (stage: () => HelmStage) => void,
): void {
  describeRelease(name, { lab, namespace, helm, installed: true }, tests);
}

/** Tests that install the release themselves. */
function fresh(name: string, helm: 3 | 4, namespace: string, tests: (stage: () => HelmStage) => void): void {
  describeRelease(name, { lab, namespace, helm, installed: false }, tests);
}

/** What must be the same with every major version of helm. */
function whateverTheHelm(helm: 3 | 4): void {
  fresh('deploys', helm, `shop${helm}`, (stage) => {
    describeDeploys(stage);
    describeFailures(stage);
  });
  installed('watches what is applied', helm, `shop-true${helm}`, describeTruth);
  installed('is interrupted', helm, `shop-ended${helm}`, describeInterruptions);
}

// Two at once: more of them starve each other on two cores. What the cluster says is the same with every helm, and is
// shown with one.
describe('helm-deploy', () => {
  describeInOrder('with helm 4', () => {
    whateverTheHelm(4);
    installed('meets others at the release', 4, 'shop-shared', describeRivals);
    fresh('installs for the first time', 4, 'shop-first', describeFirstInstalls);
    installed('says why the cluster takes no pod', 4, 'shop-refused', describeClusterRefusals);
    installed('says why containers do not run', 4, 'shop-broken', describeContainers);
  });
  describeInOrder('with helm 3', () => {
    whateverTheHelm(3);
    fresh('has no more rights than the README asks for', 3, 'shop-few', describeRights);
    installed('says what waits for others', 3, 'shop-waits', describeClaims);
    installed('is patient', 3, 'shop-patient', describePatience);
  });
});
