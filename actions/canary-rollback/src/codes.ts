import type { ErrorCodes } from '@fairlead/core';
import { githubCodes } from '@fairlead/github';
import { helmCodes } from '@fairlead/helm';
import { kubeErrorCodes } from '@fairlead/kube';
import { ociErrorCodes } from '@fairlead/oci';
import { HELD_IN, ROUTE_KINDS } from './traffic/registry.ts';

/** Failure codes beside the core's. */
export const codes: ErrorCodes = {
  ...kubeErrorCodes,
  ...githubCodes,
  ...helmCodes,
  ...ociErrorCodes,
  REGISTRY_DENIED: {
    meaning: 'The registry refused to say what the tag in `image` stands for.',
    fix: 'Log in to it before this step (docker login), or give the image by its digest.',
  },
  CANARY_FAILED: {
    meaning:
      'A rule rolled the canary back: error rate, latency, restarts or readiness; or Argo Rollouts calls the Rollout degraded. The message has the numbers of both versions, or what Argo says.',
    fix: 'Read the rule and numbers, then the log of the canary pods; correct the new version.',
  },
  CANARY_INCONCLUSIVE: {
    meaning:
      'Canary and stable suffered alike for pause-timeout, so nothing can be said of the new version. The traffic was given back; nobody is to blame.',
    fix: 'Find out what ails both, such as a database or a node; then run again.',
  },
  CANARY_NOT_READY: {
    meaning:
      'The pods of the canary did not become ready, or with blue-green it did not pass its test before the switch. It never got traffic, or not more than the step before.',
    fix: 'The message names container and reason; log lines and events stand below it.',
  },
  CANARY_NO_DATA: {
    meaning:
      'A step ended without what it takes to judge the canary: enough requests, some of them until the end, and the P99. That is never a pass.',
    fix: 'Lengthen step-duration, lower min-requests, or check that metric and labels match what the pods or Prometheus have. `latency-query: vector(0)` says that latency is not to be judged.',
  },
  CANARY_METRICS_UNREACHABLE: {
    meaning: 'Prometheus gave no answer before the canary was begun. Nothing was changed.',
    fix: 'Check prometheus-url or prometheus-service, and that the runner reaches it.',
  },
  CANARY_METRICS_DOWN: {
    meaning:
      'Prometheus, or all pods, gave no usable metrics for metrics-timeout while the canary ran; the message says what was wrong with them.',
    fix: 'Start Prometheus again where one is asked, or correct the input that the message names; raise metrics-timeout when such gaps are normal.',
  },
  CANARY_PAUSE_EXPIRED: {
    meaning: 'The canary was paused because it was slow, and did not recover within pause-timeout.',
    fix: 'Find out why the new version is slow.',
  },
  CANARY_NOT_PROMOTED: {
    meaning:
      'The canary passed, but stable does not run its digest: the step that promotes failed or is missing.',
    fix: 'Look at the step after this one (helm-deploy). Traffic is on the old version.',
  },
  CANARY_NOT_OBSERVED: {
    meaning: 'No run observes the canary, so there is nobody to pause, resume or promote it.',
    fix: 'A canary that passed waits for its deploy. One whose run died is ended by command: abort, or by its fuse.',
  },
  CANARY_LOCKED: {
    meaning: 'Another run holds a canary of the same workload.',
    fix: 'Wait for it, or end it with command: abort. A concurrency group keeps runs apart.',
  },
  CANARY_ABORTED: {
    meaning: 'Somebody ended the canary, or took it over, while this run observed it.',
    fix: 'Nothing, if that was meant. The message names who did it.',
  },
  CANARY_FUSE_BURNT: {
    meaning:
      'The run did not reach the cluster for as long as lease says, so Kubernetes took the canary away by itself.',
    fix: 'Run again. Raise lease when the API server is away that long at times.',
  },
  CANARY_STABLE_CHANGED: {
    meaning: 'Somebody deployed or deleted stable while the canary ran; the canary was rolled back.',
    fix: 'Find out who else deploys this workload, then run again.',
  },
  CANARY_TRAFFIC_CHANGED: {
    meaning: `Somebody else changed ${HELD_IN} while the canary ran, so the canary had another share than the step asked for.`,
    fix: 'Find out who writes there; let a GitOps controller leave that alone while a canary runs.',
  },
  CANARY_ROLLBACK_FAILED: {
    meaning: 'The canary could not be rolled back or removed completely. The journal in the cluster is kept.',
    fix: 'Run the action with command: abort.',
  },
  CANARY_REPLAY_DIFFERS: {
    meaning: 'A report that is replayed comes to another decision than it has in it.',
    fix: 'Replay it with the version that wrote it. A report that was edited cannot be replayed.',
  },
  CANARY_DRILL_MISSED: {
    meaning:
      'A drill did not end by a rollback of the canary, or not within drill-budget; or with verify: chaos the fault was never made. The canary is removed all the same.',
    fix: 'Read why: a fault that no metric shows is not found. See metric, errors, max-p99, steps and drill-budget.',
  },
  CANARY_DRILL_REFUSED: {
    meaning:
      'The namespace or context of the kubeconfig is called production, and a drill breaks what users meet.',
    fix: 'Drill somewhere else, or say drill-production: true.',
  },
  CANARY_NOT_RECOVERED: {
    meaning:
      'The canary was rolled back, and stable does not serve users within the limits either, for recover-within. The message has what is wrong, and why the canary was rolled back.',
    fix: 'Look at stable at once: its pods, its node and what it depends on. The canary is gone.',
  },
  CANARY_STABLE_DOWN: {
    meaning:
      'The canary was to be removed, but stable has no ready pod behind its Service. So the canary keeps serving, and nothing was deleted.',
    fix: 'Make stable serve again, for example by helm-deploy. Then `command: abort` ends the canary.',
  },
  CANARY_OVERLAY_IGNORED: {
    meaning:
      'The gateway took the overlay route and gave the canary no request while stable answered. With gateway-mode: auto the canary begins again with the weights of your route.',
    fix: 'Set gateway-mode: weights. If requests did reach the canary, its pods are not measured: see metric and labels. Where nearly all callers are inside the cluster, hardly any come by a route: take provider: replicas.',
  },
  CANARY_ROUTE_REFUSED: {
    meaning: `No gateway took the ${ROUTE_KINDS} with the share of a step, or its references were not resolved, within 30 s.`,
    fix: 'Read the conditions in the status of the route, and the log of the gateway.',
  },
  CANARY_ROUTE_GONE: {
    meaning: `The ${ROUTE_KINDS}, or with \`provider: selector\` the Service, was deleted while the canary ran.`,
    fix: 'Make it again, then run again.',
  },
  CANARY_JOURNAL: {
    meaning: 'The journal in the cluster was written by a version that this one does not know.',
    fix: 'Abort with the version that wrote it.',
  },
  CANARY_QUERY_REFUSED: {
    meaning: 'Prometheus refused a query, or it gives something else than one number.',
    fix: 'Correct the query, or the metric and label inputs.',
  },
  CANARY_NOT_PROMETHEUS: {
    meaning:
      'Something answered at prometheus-url or prometheus-service that does not speak like Prometheus, or it has trouble.',
    fix: 'Check prometheus-url or prometheus-service, and prometheus-token.',
  },
  CANARY_PODS_SILENT: {
    meaning: 'No pod gave its metrics; the message names one and says why.',
    fix: 'Check metrics-port and metrics-path, or let a Prometheus be asked: prometheus-service or prometheus-url.',
  },
};
