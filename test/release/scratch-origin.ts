import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../../packages/devtools/src/paths.ts';

const execute = promisify(execFile);
/** No settings of the machine: what it signs by itself, and with what, is not what is looked at here. */
const ENV = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
const IDENTITY = ['-c', 'user.name=t', '-c', 'user.email=t@t.invalid'];

/** A bare repository with a branch main, and clones of it. */
export interface ScratchOrigin {
  readonly folder: string;
  /** The bare repository. */
  readonly origin: string;
  /** Asks git in a folder; gives what it printed. */
  git(cwd: string, ...args: string[]): Promise<string>;
  /** A fresh clone, as a job has one. */
  clone(name: string): Promise<string>;
  /** Writes files below a folder. */
  write(folder: string, files: Readonly<Record<string, string>>): Promise<void>;
  /** Runs a script of `scripts/` in a clone; gives what it printed. */
  script(cwd: string, name: string, ...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Makes the repository with one commit on main that holds these files. */
export async function createScratchOrigin(files: Readonly<Record<string, string>>): Promise<ScratchOrigin> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-release-'));
  const origin = join(folder, 'origin.git');
  const ask = async (cwd: string, argv: readonly [string, ...string[]]): Promise<string> => {
    const [command, ...args] = argv;
    return (await execute(command, args, { cwd, env: ENV })).stdout.trim();
  };
  const git = (cwd: string, ...args: string[]): Promise<string> => ask(cwd, ['git', ...IDENTITY, ...args]);
  const write = async (target: string, texts: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(join(target, path)), { recursive: true });
      await writeFile(join(target, path), text);
    }
  };
  const clone = async (name: string): Promise<string> => {
    await git(folder, 'clone', '--quiet', origin, name);
    return join(folder, name);
  };
  const first = join(folder, 'first');
  await git(folder, 'init', '--quiet', '--initial-branch=main', first);
  await write(first, files);
  await git(first, 'add', '--all');
  await git(first, 'commit', '--quiet', '-m', 'source');
  await git(folder, 'clone', '--quiet', '--bare', first, origin);
  return {
    folder,
    origin,
    git,
    clone,
    write,
    script: (cwd, name, ...args) => ask(cwd, [join(REPOSITORY_ROOT, 'scripts', name), ...args]),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
