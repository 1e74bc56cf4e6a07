import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { initGit, openWorkspace, pullRequestEvent } from '@fairlead/testkit';
import { onTestFinished } from 'vitest';

/** Text by path. `-> target` makes a link, a path that ends in `!` an executable file. */
export type Tree = Readonly<Record<string, string>>;

/** A checkout of a pull request of a fork, as `actions/checkout` with the whole history leaves it. */
export interface ForkCheckout {
  readonly workspace: string;
  /** Folder with the whole history, as the server has it. */
  readonly server: string;
  /** An empty folder outside of the workspace, for what an attack would make there. */
  readonly outside: string;
  /** A file that any program of the attacker makes; programs of a tree name it as `WITNESS`. */
  readonly witness: string;
  /** Variables of the runner and the event's payload. */
  readonly env: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Where the event is not that of a fork's pull request. */
export interface ForkOptions {
  /** Default: `pull_request`, with the merge of GitHub checked out. All others have the fork's head checked out. */
  readonly event?: string | undefined;
  readonly branch?: string | undefined;
  /** Whether the clone has the commit that is checked out and no other, as `actions/checkout` by itself leaves it. */
  readonly shallow?: boolean | undefined;
  /** Replaces the payload. */
  readonly payload?: Readonly<Record<string, unknown>> | undefined;
}

/** Commits the base, then on top of it what the fork has made of it, and checks the latter out. */
export async function checkOutFork(base: Tree, head: Tree, options: ForkOptions = {}): Promise<ForkCheckout> {
  const root = await mkdtemp(join(tmpdir(), 'fairlead-fork-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const [workspace, outside, witness] = [
    join(root, 'workspace'),
    join(root, 'outside'),
    join(root, 'witness'),
  ];
  await mkdir(workspace);
  await mkdir(outside);
  const { git, commit } = await initGit(openWorkspace(workspace));
  const put = (tree: Tree): Promise<void> =>
    writeTree(workspace, tree, { WITNESS: witness, OUTSIDE: outside });
  await put({ 'README.md': '# Orders\n', ...base });
  const baseSha = await commit('base');
  await git('checkout', '--quiet', '-b', 'feature');
  await put({ ...head, 'note.txt': 'of the fork\n' });
  const headSha = await commit('what the fork made of it');
  await git('checkout', '--quiet', '--detach', 'main');
  await git('merge', '--quiet', '--no-ff', '--message', 'merge of GitHub', 'feature');
  const mergeSha = await git('rev-parse', 'HEAD');
  const name = options.event ?? 'pull_request';
  if (name !== 'pull_request') await git('checkout', '--quiet', '--detach', headSha);
  const shallow = join(root, 'shallow');
  if (options.shallow) await git('clone', '--quiet', '--depth=1', `file://${workspace}`, shallow);
  const event = pullRequestEvent({ fork: 'mallory/orders' });
  const pull = event.payload['pull_request'] as Record<string, Record<string, unknown>>;
  const pullRequest = {
    ...pull,
    head: { ...pull['head'], sha: headSha, ref: options.branch ?? 'feature' },
    base: { ...pull['base'], sha: baseSha },
  };
  const onDefaultBranch = { GITHUB_REF: 'refs/heads/main', GITHUB_REF_NAME: 'main', GITHUB_SHA: baseSha };
  return {
    workspace: options.shallow ? shallow : workspace,
    server: workspace,
    outside,
    witness,
    env: {
      ...event.env,
      GITHUB_SHA: mergeSha,
      ...(name === 'pull_request' ? {} : onDefaultBranch),
      GITHUB_EVENT_NAME: name,
      GITHUB_HEAD_REF: options.branch ?? 'feature',
    },
    payload: options.payload ?? { ...event.payload, pull_request: pullRequest },
  };
}

async function writeTree(folder: string, tree: Tree, names: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, raw] of Object.entries(tree)) {
    const path = join(folder, name.replace(/!$/, ''));
    const text = Object.entries(names).reduce((all, [key, value]) => all.replaceAll(key, value), raw);
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { force: true, recursive: true });
    if (text.startsWith('-> ')) await symlink(text.slice(3), path);
    else await writeFile(path, text);
    if (name.endsWith('!')) await chmod(path, 0o755);
  }
}
