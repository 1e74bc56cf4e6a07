export { type LogAnnotation, readAnnotations, readFileCommands } from '@fairlead/core';
export { type ActJob, type ActLine, ActRun, type ActStep } from './act/act-run.ts';
export { type ActOptions, type ActResult, runAct } from './act/run-act.ts';
export type { CacheOperation, CacheTraffic } from './cache-service/service.ts';
export {
  type CacheEntryView,
  type CacheServiceOptions,
  type RunningCacheService,
  startCacheService,
} from './cache-service/start-cache-service.ts';
export { createFakeClock, type FakeClock } from './clock/fake-clock.ts';
export {
  type GoDownloadsOptions,
  type RunningGoDownloads,
  startGoDownloads,
} from './downloads/start-go-downloads.ts';
export {
  type EventOptions,
  type ForgedEvent,
  pullRequestEvent,
  pushEvent,
  repositoryDispatchEvent,
  scheduleEvent,
  tagEvent,
  workflowDispatchEvent,
} from './events/events.ts';
export {
  createFakeExec,
  type ExecCall,
  execWith,
  type FakeExec,
  type Transcript,
} from './fakes/fake-exec.ts';
export { createFakeFiles, type FakeFiles } from './fakes/fake-files.ts';
export { createFakeForge, createFakeGit, type FakeRepositoryOptions } from './fakes/fake-git.ts';
export { createFakeHost, type FakeHost, type FakeHostOptions } from './fakes/fake-host.ts';
export { createFakeHttp, type FakeHttp, type HttpRoute } from './fakes/fake-http.ts';
export { type FakePhaseOptions, type FakePhaseResult, runFakePhase } from './fakes/run-fake-phase.ts';
export {
  type InProcessOptions,
  runInProcess,
} from './fakes/run-in-process.ts';
export type { GithubCall, GithubOperation, GithubRecord } from './github/github-store.ts';
export {
  type RunningGithubApi,
  rateLimited,
  secondaryRateLimited,
  startGithubApi,
} from './github/start-github-api.ts';
export type { FakeCall } from './kube/fake-history.ts';
export { createFakeKube, type FakeKube } from './kube/fake-kube.ts';
export { type KubeServer, startKubeServer } from './kube/start-kube-server.ts';
export { isGoodAnswer, type LoadRecord, readRecords } from './load/load-record.ts';
export { type Load, type LoadOptions, startLoad } from './load/start-load.ts';
export { type Authority, makeAuthority } from './network/make-authority.ts';
export { type GitServer, startGitServer } from './network/start-git-server.ts';
export { type RunningProxy, startProxy } from './network/start-proxy.ts';
export {
  createRegistryStore,
  type ImageFixture,
  putImage,
  type RegistryStore,
} from './registry/registry-store.ts';
export {
  type RegistryAuth,
  type RegistryOperation,
  type RegistryRequest,
  type RunningRegistry,
  startRegistry,
} from './registry/start-registry.ts';
export { type ForgedStep, forgeStep, type PhaseResult, type StepOptions } from './runner/forged-runner.ts';
export { type OpenRuntime, openRuntime } from './runner/profiles/open-runtime.ts';
export { runtimeProfiles } from './runner/profiles/registry.ts';
export type { RuntimeAddresses, RuntimeProfile } from './runner/profiles/runtime-profile.ts';
export { sourceArgv } from './runner/source-argv.ts';
export type { S3Account } from './s3/check-signature.ts';
export { type RunningS3, type S3Object, type S3Operation, type S3Options, startS3 } from './s3/start-s3.ts';
export { type Fault, type Faults, serverError, tooManyRequests } from './server/faults.ts';
export { type Loopback, listenOnLoopback, sendJson } from './server/loopback.ts';
export {
  type FakeAnalysis,
  type FakeProjectStatus,
  type FakeSonar,
  startFakeSonar,
} from './sonar/start-fake-sonar.ts';
export { type ModuleProxy, type ProxyModule, writeModuleProxy } from './workspace/module-proxy.ts';
export {
  copyWorkspace,
  type GitWorkspace,
  initGit,
  makeWorkspace,
  openWorkspace,
  type Workspace,
} from './workspace/workspace.ts';
