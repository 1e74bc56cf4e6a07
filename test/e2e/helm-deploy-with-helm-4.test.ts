import { describe } from 'vitest';
import { describeFirstInstalls } from './helm-deploy/first-installs.ts';
import { describeRivals } from './helm-deploy/interruptions.ts';
import { describeOneHelm } from './helm-deploy/one-helm.ts';
import { describePodFailures } from './helm-deploy/pod-failures.ts';
import { useHelmLab } from './support/use-helm-lab.ts';

const lab = useHelmLab('fl-e2e-helm4');

describe('helm-deploy with helm 4', () => {
  describeOneHelm(4, lab, (stage) => {
    describePodFailures(stage); // here alone: it is the cluster that speaks, whatever the helm
    describeRivals(stage); // both say the same words
  });
});

describe('helm-deploy of a first install', () => {
  describeFirstInstalls(lab);
});
