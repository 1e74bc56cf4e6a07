export {
  argoRolloutStatus,
  isRollout,
  pauseEndsAlone,
  phaseOfRollout,
  ROLLOUT,
  ROLLOUT_HASH,
  type Rollout,
  type RolloutState,
  stepOfRollout,
} from './argo/rollout.ts';
export { kubeErrorCodes } from './client/codes.ts';
export { type ConnectOptions, connectKube, createKube } from './client/connect-kube.ts';
export { type ConfigChoice, loadConfig } from './client/load-config.ts';
export { grantHint, type MissingRight, readMissingRight } from './client/missing-right.ts';
export { type ApiRequest, createTransport, type Transport } from './client/transport.ts';
export { type DiagnoseOptions, diagnosePods } from './diagnosis/diagnose-pods.ts';
export { collectEvidence, type Diagnosis } from './diagnosis/evidence.ts';
export { findProblems, type JudgeOptions } from './diagnosis/find-problems.ts';
export { describeFinding, type Finding } from './diagnosis/finding.ts';
export { LAST_LOG_BYTES, logLines } from './diagnosis/log-lines.ts';
export { type Facts, noFacts } from './facts/facts.ts';
export { type FactsFollower, followFacts } from './facts/follow-facts.ts';
export { matchSelector } from './facts/match-selector.ts';
export { subjectOf } from './facts/scope.ts';
export { selectWorkloads } from './facts/select-facts.ts';
export type { Subject } from './facts/subject.ts';
export { failingLiveness } from './failures/failing-liveness.ts';
export { type AnyFailureClass, graceText } from './failures/failure-class.ts';
export { exitCounts } from './failures/pod-views.ts';
export { failureClasses } from './failures/registry.ts';
export type {
  Kube,
  KubeMetadata,
  KubeObject,
  ListOptions,
  LogOptions,
  ObjectRef,
  OwnerReference,
  PatchOptions,
  ProxyAnswer,
  ProxyOptions,
  ProxyTarget,
  WatchEvent,
  WatchNotes,
  WriteOptions,
} from './kube.ts';
export {
  duplicateKeys,
  generatedName,
  parseManifest,
  parseYaml,
  podSpecOf,
} from './manifest/parse-manifest.ts';
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
export { oneLine } from './words/text.ts';
export { findOwnership, type Owner, type Ownership, ownerOf } from './workloads/ownership.ts';
export {
  imageOf,
  type RolloutStatus,
  rolloutStatus,
} from './workloads/rollout-status.ts';
