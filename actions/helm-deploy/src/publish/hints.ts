import type { FailureClass } from '@fairlead/kube';

/** What to do about each kind of trouble, in one line. */
export const hints: Readonly<Record<FailureClass, string>> = {
  'image-missing':
    'push the image before the deploy, or correct its name; a private registry needs imagePullSecrets',
  'image-pull': 'check that the nodes can reach the registry',
  'image-invalid': 'correct the image name in the values',
  'config-missing':
    'create the Secret, ConfigMap or key that the container refers to, or correct the reference',
  'container-create': 'check command, security context and volumes of the container',
  crash: 'read the last log lines: the container ends by itself',
  'out-of-memory': 'raise the memory limit, or find what uses the memory',
  'init-failed': 'read the last log lines of the init container',
  unschedulable: 'lower the requests, or add nodes that fit; the message counts the reasons per node',
  mount: 'create the Secret, ConfigMap or claim that the volume refers to',
  sandbox: "look at the node's network and container runtime",
  'create-refused':
    'the API server refuses the pods: look at the quota, the admission rule or the service account in the reason',
  'not-ready': 'read the last log lines: the container runs and its readiness probe does not pass',
  'progress-deadline': 'the Deployment made no progress; look at its pods',
  paused: 'resume it with `kubectl rollout resume`, or take `paused` out of the chart',
  'job-failed': 'read the last log lines of the job',
};
