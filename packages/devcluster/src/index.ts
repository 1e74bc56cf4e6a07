export {
  ensureGoImage,
  type GoImage,
  type GoImageFiles,
  type GoImageOptions,
  prepareGoImage,
} from './images/go-image.ts';
export type { ModuleProxy } from './images/module-proxy.ts';
export { findPrometheus } from './kubeconfig/endpoint-findings.ts';
export type { NamespaceHttp, NamespaceRequest, NamespaceResponse } from './native/agent-client.ts';
export type { KubeApi } from './native/api.ts';
export type { Cluster } from './native/cluster.ts';
export { type PodLike, type TargetGroup, targetsOfPods } from './native/discovery.ts';
export { stopCluster } from './native/down.ts';
export { builtPrograms } from './native/start-steps.ts';
export { type ClusterStatus, clusterStatus, findCluster } from './native/status.ts';
export { type StartOptions, startCluster } from './native/up.ts';
export { type ClusterPaths, cacheRoot, clusterPaths, stateRoot } from './paths.ts';
export { createProgress, type Piece, type Progress, silentProgress, withProgress } from './progress.ts';
export type { Finding } from './provider.ts';
export { halfFolder, type MakeOptions, makeOnce } from './system/make-once.ts';
export { nsenterArgv } from './system/netns.ts';
export { findProgram } from './system/programs.ts';
export { type RunOptions, type RunResult, run } from './system/run.ts';
export { type WaitOptions, waitFor } from './system/wait.ts';
export { markUsed } from './tools/cache.ts';
export { KUBERNETES_VERSION, type ToolCatalogue, tools } from './tools/catalogue.ts';
export { ensurePackages, installPackages } from './tools/debian.ts';
export { findGo, type GoToolchain, goEnvironment, INSTALL_GO, runGo } from './tools/go.ts';
export { ensureNpmPackage, type NpmPackage, npmPackageFolder, requireHash } from './tools/npm-package.ts';
export { ensurePython, type PythonSpec, type PythonTool } from './tools/python.ts';
export { INSTALLS } from './tools/service-policy.ts';
export type { InstallTool, ModuleTool, Tool, ToolSpec } from './tools/spec.ts';
export { createToolbox, type Toolbox, type ToolboxOptions } from './tools/toolbox.ts';
