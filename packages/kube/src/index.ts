export { kubeErrorCodes } from './client/codes.ts';
export { type ConnectOptions, connectKube } from './client/connect-kube.ts';
export type { ConfigChoice } from './client/load-config.ts';
export { grantHint, type MissingRight, readMissingRight } from './client/missing-right.ts';
export { type DiagnoseOptions, diagnosePods } from './diagnosis/diagnose-pods.ts';
export { collectEvidence, type Diagnosis } from './diagnosis/evidence.ts';
export { type Facts, noFacts } from './diagnosis/facts.ts';
export { type AnyFailureClass, graceText } from './diagnosis/failure-class.ts';
export { findProblems, type JudgeOptions } from './diagnosis/find-problems.ts';
export {
  describeFinding,
  type Finding,
  type Subject,
} from './diagnosis/finding.ts';
export { type FactsFollower, followFacts } from './diagnosis/follow-facts.ts';
export { matchSelector } from './diagnosis/match-selector.ts';
export { failureClasses } from './diagnosis/registry.ts';
export { subjectOf } from './diagnosis/scope.ts';
export { selectWorkloads } from './diagnosis/select-facts.ts';
export { oneLine } from './diagnosis/text.ts';
export type {
  Kube,
  KubeMetadata,
  KubeObject,
  ListOptions,
  LogOptions,
  ObjectRef,
  OwnerReference,
  WatchEvent,
  WatchNotes,
  WriteOptions,
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
export { refOf } from './ref-of.ts';
export {
  imageOf,
  type RolloutStatus,
  rolloutStatus,
} from './workloads/rollout-status.ts';
