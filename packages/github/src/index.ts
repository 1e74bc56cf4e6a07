export { githubCodes } from './codes.ts';
export type { DependencyGraph } from './dependency-graph.ts';
export type { Deployment, DeploymentRequest, DeploymentState, Deployments } from './deployments.ts';
export { type Github, type GithubAccess, openGithub } from './open-github.ts';
