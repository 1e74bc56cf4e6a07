import { glob } from 'node:fs/promises';

/**
 * Where decisions are made: verdicts, diagnosis, plans, selection, tags, versions, inputs and trust. A folder of
 * decisions that is new belongs here.
 */
export const DECISION_CODE: readonly string[] = [
  'packages/core/src/{trust,inputs,config,places,event,secrets}/*.ts',
  'packages/git/src/*.ts',
  'packages/version/src/*.ts',
  'packages/go/src/{coverage,flags,output,targets}/*.ts',
  'packages/go/src/{affected,closure,modules,source,testing,toolchain}/*.ts',
  'packages/helm/src/{chart,image,ref,values}/*.ts',
  'packages/oci/src/{tags,reference,credentials,platform}/*.ts',
  'packages/kube/src/{diagnosis,facts,failures,workloads}/*.ts',
  'packages/cli/src/{explain,init,workflow-lint}/**/*.ts',
  'actions/*/src/checks.ts',
  'actions/*/src/{verify,check,size,image,values,faults,observe}/**/*.ts',
  'actions/*/src/{change,login,naming,rule,select,shards,tool,toolchain}/**/*.ts',
  'actions/go-build/src/cache/*.ts',
  'actions/quality-gate/src/{base-profile,order}/*.ts',
  'actions/canary-rollback/src/{argo,canary,cluster,configuration,drill,fuse,journal,simulate}/*.ts',
  'actions/*/src/{verdict,conditions,plan,release,rollout,push,traffic,metrics,identity,dockerfile}/**/*.ts',
];

/** The files of the decisions, sorted, relative to the checkout; those below `only` when it is given. */
export async function decisionFiles(root: string, only: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const path of glob([...DECISION_CODE], { cwd: root })) found.push(path);
  const chosen = found.filter((path) => !path.endsWith('/index.ts') && !path.endsWith('/types.ts'));
  return chosen.filter((path) => only.length === 0 || only.some((prefix) => path.startsWith(prefix))).sort();
}
