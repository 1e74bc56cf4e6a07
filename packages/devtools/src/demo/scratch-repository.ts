import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Identity and dates of the demo's commits: nothing of the machine's git configuration is used. */
const AUTHOR = { name: 'Ann Example', email: 'ann@example.com' };

/** A git repository as a user of the actions has it. */
export interface ScratchRepository {
  readonly folder: string;
  /** Replaces text in a file; it must be there exactly once. */
  edit(file: string, from: string, to: string): Promise<void>;
  write(file: string, content: string): Promise<void>;
  /** Commits everything and gives back the commit's hash. */
  commit(message: string): Promise<string>;
}

/** Makes a repository from the sample service and a workflow. An older one in the same folder is replaced. */
export async function createScratchRepository(options: {
  readonly folder: string;
  /** The sample service. */
  readonly source: string;
  /** The workflow file to put below .github/workflows. */
  readonly workflow: string;
}): Promise<ScratchRepository> {
  const { folder } = options;
  await rm(folder, { recursive: true, force: true });
  await cp(options.source, folder, { recursive: true });
  await mkdir(join(folder, '.github', 'workflows'), { recursive: true });
  await cp(options.workflow, join(folder, '.github', 'workflows', 'pipeline.yml'));
  const git = async (...args: string[]): Promise<string> => {
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    return (await run('git', ['-C', folder, ...args], { env })).stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('config', 'user.name', AUTHOR.name);
  await git('config', 'user.email', AUTHOR.email);
  await git('remote', 'add', 'origin', 'https://github.com/acme/orders.git');
  const write = async (file: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  };
  return {
    folder,
    write,
    async edit(file, from, to) {
      const text = await readFile(join(folder, file), 'utf8');
      const parts = text.split(from);
      if (parts.length !== 2)
        throw new Error(`${file}: ${JSON.stringify(from)} is there ${parts.length - 1} times, not once`);
      await write(file, parts.join(to));
    },
    async commit(message) {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}
