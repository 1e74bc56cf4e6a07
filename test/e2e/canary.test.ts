import { describe } from 'vitest';
import { describeFuse } from './canary/fuse.ts';
import { describePodinfo } from './canary/podinfo.ts';
import { describePods } from './canary/pods.ts';
import { describeRollback } from './canary/rollback.ts';

describe.concurrent('canary-rollback', () => {
  describeFuse();
  describePodinfo();
  describeRollback();
  describePods();
});
