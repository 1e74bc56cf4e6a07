export type { CheckAnnotation, CheckConclusion, CheckRunRequest, CheckRuns } from './check-runs.ts';
export { githubCodes } from './codes.ts';
export type { Comments } from './comments.ts';
export { createForge } from './create-forge.ts';
export type { DependencyGraph } from './dependency-graph.ts';
export type { Deployment, DeploymentRequest, DeploymentState, Deployments } from './deployments.ts';
export { type Github, type GithubAccess, openGithub } from './open-github.ts';
export type { PullRequests } from './pull-requests.ts';
