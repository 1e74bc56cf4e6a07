export { kubeErrorCodes } from './client/codes.ts';
export { type ConnectOptions, connectKube, createKube, FIELD_MANAGER } from './client/connect-kube.ts';
export { type ConfigChoice, findKubeconfigs } from './client/load-config.ts';
export { type DiagnoseOptions, diagnosePods } from './diagnosis/diagnose-pods.ts';
export { collectEvidence, type Diagnosis, formatEvent } from './diagnosis/evidence.ts';
export { type Facts, noFacts } from './diagnosis/facts.ts';
export { findProblems, type JudgeOptions } from './diagnosis/find-problems.ts';
export {
  describeFinding,
  describeSubject,
  type FailureClass,
  type Finding,
  type Subject,
} from './diagnosis/finding.ts';
export { type FactsFollower, followFacts } from './diagnosis/follow-facts.ts';
export { gatherFacts } from './diagnosis/gather-facts.ts';
export { defaultGraces, type Graces } from './diagnosis/graces.ts';
export { matchSelector } from './diagnosis/match-selector.ts';
export {
  controllerOf,
  eventsAbout,
  isObserved,
  newReplicaSet,
  podsOfNewRevision,
  type ScopedPod,
  subjectOf,
} from './diagnosis/scope.ts';
export { selectPods, selectWorkloads } from './diagnosis/select-facts.ts';
export type {
  Kube,
  KubeMetadata,
  KubeObject,
  ListOptions,
  LogOptions,
  ObjectRef,
  OwnerReference,
  WatchEvent,
} from './kube.ts';
export { parseManifest, podSpecOf } from './manifest/parse-manifest.ts';
export type {
  Condition,
  Container,
  ContainerState,
  ContainerStatus,
  Deployment,
  ImageContainer,
  Job,
  KubeEvent,
  Labels,
  Pod,
  PodSpec,
  PodTemplate,
  Probe,
  Service,
  Workload,
} from './objects.ts';
export {
  imageOf,
  type RolloutStatus,
  rolloutStatus,
} from './workloads/deployment-status.ts';
