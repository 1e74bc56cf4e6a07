import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, PolicyError } from '../errors.ts';
import type { ClusterPaths } from '../paths.ts';
import { readJson } from '../system/files.ts';
import { type Lock, tryLock } from '../system/lock.ts';
import { namespaceInode, namespacePath } from '../system/netns.ts';

/** Takes the cluster's lock. Throws PolicyError while another `up` or `down` of the same cluster runs. */
export function lockCluster(paths: ClusterPaths, what: string): Lock {
  const lock = tryLock(paths.lock);
  if ('release' in lock) return lock;
  throw new PolicyError({
    code: 'CLUSTER_BUSY',
    message: `cannot run ${what}: process ${lock.pid} works on cluster ${paths.name} right now`,
    hint: 'wait for it, or end it and try again',
  });
}

/** Writes down whose the cluster is, before anything of it exists. Throws InputError when the name is taken. */
export function claimName(paths: ClusterPaths): void {
  const file = join(paths.run, 'owner.json');
  const owner = readJson<{ state: string }>(file);
  if (owner === undefined && namespaceInode(paths.name) !== undefined && !existsSync(paths.run)) {
    throw taken(paths, `is a network namespace that somebody else made (${namespacePath(paths.name)})`);
  }
  if (owner !== undefined && owner.state !== paths.state) {
    throw taken(paths, `is a cluster that runs already, with its state in ${owner.state}`);
  }
  mkdirSync(paths.run, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify({ state: paths.state }));
}

function taken(paths: ClusterPaths, problem: string): InputError {
  const allowed = 'another --name, or remove that one with `npm run cluster -- down`';
  return new InputError([{ input: 'name', value: paths.name, problem, allowed }]);
}
