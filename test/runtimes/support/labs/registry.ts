import type { ActionLab } from '../lab.ts';
import { canaryRollback } from './canary-rollback.ts';
import { dockerMultistage } from './docker-multistage.ts';
import { goBuild } from './go-build.ts';
import { helmDeploy } from './helm-deploy.ts';
import { qualityGate } from './quality-gate.ts';

/** A lab for every action, in the order of the pipeline. */
export const labs: readonly ActionLab[] = [
  goBuild,
  qualityGate,
  dockerMultistage,
  canaryRollback,
  helmDeploy,
];
