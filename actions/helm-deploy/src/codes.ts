import type { ErrorCodes } from '@fairlead/core';
import { githubCodes } from '@fairlead/github';
import { helmCodes } from '@fairlead/helm';
import { kubeErrorCodes } from '@fairlead/kube';

/** What a run of helm-deploy can end with, beside the core's codes. */
export const codes: ErrorCodes = {
  ...kubeErrorCodes,
  ...githubCodes,
  ...helmCodes,
  HELM_POLICY: {
    meaning:
      'What the chart renders, or what helm then applied, breaks a rule of this step (images, resources, probes). The message says whether anything was changed.',
    fix: 'Name images by digest and set requests and limits, or change image-policy or require-resources. A distroless image has no shell: probe it by httpGet, tcpSocket or grpc.',
  },
  HELM_ROLLOUT_FAILED: {
    meaning:
      'The new revision did not become healthy. The message names the object, the container and the reason, and what was rolled back.',
    fix: 'Read the reason, the last log lines and the events in the summary.',
  },
  HELM_SMOKE_FAILED: {
    meaning:
      'The new revision became healthy, and an address of smoke-urls did not answer with a status from 200 to 299 in time. The message names the address, what it answered, and what was rolled back.',
    fix: 'Read the start of the answer in the message and in the summary, and ask the address yourself from the same network.',
  },
  HELM_UPGRADE_FAILED: {
    meaning: 'Helm refused the upgrade, or the API server refused an object of the chart.',
    fix: 'Read the reason in the message: it is the last word of helm.',
  },
  HELM_ROLLBACK_FAILED: {
    meaning: 'The new revision failed and it could not be rolled back within the time.',
    fix: 'Look at the release by hand (`helm history`, `helm rollback`): the service may be degraded.',
  },
  HELM_BUSY: {
    meaning:
      'Another run is changing the same release and did not end within the time, or changed it at the same moment. What it did was left alone.',
    fix: 'Let one run at a time deploy to an environment: give the job a `concurrency` group. When nobody is at it, `helm rollback` frees the release.',
  },
};
