import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@fairlead/devcluster';
import { linkTree } from './clean-copy.ts';

/** The repository of a rehearsal. */
export interface RehearsalRepository {
  /** The bare repository that stands for the one on GitHub. */
  readonly origin: string;
  /** Asks git in a folder; gives what it printed. Throws ToolError. */
  git(cwd: string, ...args: readonly string[]): Promise<string>;
  /** A fresh clone with what npm has installed in the checkout. */
  checkout(name: string, revision: string): Promise<string>;
}

/** Nothing that the machine's own settings say about signing, hooks or names. */
const ENV = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
const IDENTITY = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@fairlead.invalid'];

/**
 * Makes a bare repository whose main is HEAD of the checkout with a new key in `.github/allowed-signers`, and which has
 * the tag of that commit, signed with the key.
 */
export async function createRehearsalRepository(
  root: string,
  folder: string,
  tag: string,
): Promise<RehearsalRepository> {
  const origin = join(folder, 'origin.git');
  const git = async (cwd: string, ...args: readonly string[]): Promise<string> =>
    (await run(['git', ...IDENTITY, ...args], { cwd, env: ENV })).stdout.trim();
  const clone = async (name: string, revision: string): Promise<string> => {
    const target = join(folder, name);
    await git(folder, 'clone', '--quiet', '--branch', revision, origin, target);
    return target;
  };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', origin);
  // A checkout on a job's machine is shallow: what it lacks is not asked for.
  await git(origin, 'config', 'receive.shallowUpdate', 'true');
  await git(root, 'push', '--quiet', origin, 'HEAD:refs/heads/main');
  const key = join(folder, 'maintainer');
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'maintainer', '-f', key]);
  const maintainer = await clone('maintainer-checkout', 'main');
  const signers = `maintainer namespaces="git" ${await readFile(`${key}.pub`, 'utf8')}`;
  await mkdir(join(maintainer, '.github'), { recursive: true });
  await writeFile(join(maintainer, '.github/allowed-signers'), signers);
  await git(maintainer, 'add', '.github/allowed-signers');
  await git(maintainer, 'commit', '--quiet', '-m', 'Let a key of this rehearsal sign');
  const signing = ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`];
  await git(maintainer, ...signing, 'tag', '--sign', '-m', tag, tag);
  await git(maintainer, 'push', '--quiet', 'origin', 'main', `refs/tags/${tag}`);
  return {
    origin,
    git,
    checkout: async (name, revision) => {
      const target = await clone(name, revision);
      await linkTree(join(root, 'node_modules'), join(target, 'node_modules'));
      return target;
    },
  };
}
