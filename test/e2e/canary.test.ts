import { describe } from 'vitest';
import { describeArgo } from './canary/argo.ts';
import { describeFuse } from './canary/fuse.ts';
import { describePodinfo } from './canary/podinfo.ts';
import { describePods } from './canary/pods.ts';
import { describeRollback } from './canary/rollback.ts';
import { describeSwitch } from './canary/switch.ts';

describe.concurrent('canary-rollback', () => {
  describePodinfo();
  describeRollback();
  describePods();
  describeSwitch();
  describeArgo();
  describeFuse(); // last: the minutes in which the other clusters start are the worst to be left alone in
});
