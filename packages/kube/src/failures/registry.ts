import { claimMissing } from './claim-missing.ts';
import { claimUnbound } from './claim-unbound.ts';
import { configMissing } from './config-missing.ts';
import { containerCreate } from './container-create.ts';
import { crash } from './crash.ts';
import { createRefused } from './create-refused.ts';
import type { AnyFailureClass } from './failure-class.ts';
import { imageDenied } from './image-denied.ts';
import { imageInvalid } from './image-invalid.ts';
import { imageMissing } from './image-missing.ts';
import { imagePull } from './image-pull.ts';
import { initFailed } from './init-failed.ts';
import { jobFailed } from './job-failed.ts';
import { mount } from './mount.ts';
import { notReady } from './not-ready.ts';
import { outOfMemory } from './out-of-memory.ts';
import { paused } from './paused.ts';
import { progressDeadline } from './progress-deadline.ts';
import { quota } from './quota.ts';
import { sandbox } from './sandbox.ts';
import { unschedulable } from './unschedulable.ts';
import { unsteady } from './unsteady.ts';
import { volumeInUse } from './volume-in-use.ts';
import { volumeObjectMissing } from './volume-object-missing.ts';
import { webhookAway } from './webhook-away.ts';

/**
 * Every kind of trouble that is known, in the order in which they are asked: of those that look at a container, at a pod
 * or at a workload the first that speaks is the cause.
 */
export const failureClasses: readonly AnyFailureClass[] = [
  imageMissing,
  imageDenied,
  imageInvalid,
  imagePull,
  configMissing,
  volumeObjectMissing,
  claimMissing,
  claimUnbound,
  volumeInUse,
  mount,
  sandbox,
  containerCreate,
  outOfMemory,
  initFailed,
  crash,
  unsteady,
  notReady,
  unschedulable,
  quota,
  webhookAway,
  createRefused,
  paused,
  jobFailed,
  progressDeadline,
];
