import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A folder of files that a test made. */
export interface Workspace {
  readonly folder: string;
  read(file: string): Promise<string>;
  /** Writes a file, with its parent folders. */
  write(file: string, content: string): Promise<void>;
  /** Replaces text in a file. @throws Error unless it is there exactly once. */
  edit(file: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

/** A workspace with a git repository in it. Nothing of the machine's git configuration is used. */
export interface GitWorkspace extends Workspace {
  git(...args: readonly string[]): Promise<string>;
  /** Commits everything and gives back the commit's hash. */
  commit(message: string): Promise<string>;
}

/** Makes a fresh workspace below the machine's temporary folder, from text by file name. */
export async function makeWorkspace(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-workspace-'));
  const workspace = openWorkspace(folder);
  for (const [file, content] of Object.entries(files)) await workspace.write(file, content);
  return workspace;
}

/** Makes a fresh workspace from a copy of a folder, such as a fixture. */
export async function copyWorkspace(source: string): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await cp(source, workspace.folder, { recursive: true });
  return workspace;
}

/** Works with a folder that is there already. */
export function openWorkspace(folder: string): Workspace {
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  const write = async (file: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  };
  return {
    folder,
    read,
    write,
    async edit(file, from, to) {
      const parts = (await read(file)).split(from);
      if (parts.length !== 2)
        throw new Error(`${file}: ${JSON.stringify(from)} is there ${parts.length - 1} times, not once`);
      await write(file, parts.join(to));
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Makes the workspace a git repository on branch main, with an origin. */
export async function initGit(
  workspace: Workspace,
  origin: string = 'https://github.com/acme/orders.git',
): Promise<GitWorkspace> {
  const { folder } = workspace;
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  const git = async (...args: readonly string[]): Promise<string> =>
    (await execute('git', ['-C', folder, ...args], { env })).stdout.trim();
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('config', 'user.name', 'Ann Example');
  await git('config', 'user.email', 'ann@example.com');
  await git('remote', 'add', 'origin', origin);
  return {
    ...workspace,
    git,
    async commit(message) {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}
