import { check, demoCommit, down, interruptedUp, up } from './cluster-steps.ts';
import { servicesUntouched, startServices } from './service-steps.ts';
import type { VmStep } from './step.ts';
import { build, pod } from './workload-steps.ts';

const CLUSTER = [check, up, build, pod, down, interruptedUp];

/** What is done in each kind of machine. */
export const machines: Readonly<Record<string, readonly VmStep[]>> = {
  'as-it-comes': [...CLUSTER, demoCommit],
  'with-services': [startServices, ...CLUSTER, demoCommit, servicesUntouched],
};
