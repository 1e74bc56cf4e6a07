import { claimMissing } from './classes/claim-missing.ts';
import { claimUnbound } from './classes/claim-unbound.ts';
import { configMissing } from './classes/config-missing.ts';
import { containerCreate } from './classes/container-create.ts';
import { crash } from './classes/crash.ts';
import { createRefused } from './classes/create-refused.ts';
import { imageDenied } from './classes/image-denied.ts';
import { imageInvalid } from './classes/image-invalid.ts';
import { imageMissing } from './classes/image-missing.ts';
import { imagePull } from './classes/image-pull.ts';
import { initFailed } from './classes/init-failed.ts';
import { jobFailed } from './classes/job-failed.ts';
import { mount } from './classes/mount.ts';
import { notReady } from './classes/not-ready.ts';
import { outOfMemory } from './classes/out-of-memory.ts';
import { paused } from './classes/paused.ts';
import { progressDeadline } from './classes/progress-deadline.ts';
import { quota } from './classes/quota.ts';
import { sandbox } from './classes/sandbox.ts';
import { unschedulable } from './classes/unschedulable.ts';
import { volumeInUse } from './classes/volume-in-use.ts';
import { volumeObjectMissing } from './classes/volume-object-missing.ts';
import { webhookAway } from './classes/webhook-away.ts';
import type { AnyFailureClass } from './failure-class.ts';

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
  notReady,
  unschedulable,
  quota,
  webhookAway,
  createRefused,
  paused,
  jobFailed,
  progressDeadline,
];
