import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { copyWorkspace, forgeStep, makeWorkspace } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { commitAll, goEnvironment, TWO_COMMANDS } from './support/go-workspace.ts';

const PROGRAM = join(REPOSITORY_ROOT, 'packages/cli/dist/fairlead.js');

interface Ended {
  readonly code: number | null;
  readonly log: string;
}

/** Runs the program as a user would, in a folder; `onText` sees what has come so far. */
async function fairlead(
  cwd: string,
  args: readonly string[],
  onText: (log: string, child: ChildProcess) => void = () => {},
  program: string = PROGRAM,
): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: await mkdtemp(join(tmpdir(), 'fairlead-home-')),
    ...(await goEnvironment()),
  };
  const child = spawn(process.execPath, [program, ...args], { cwd, env });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      onText(log, child);
    });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, log }));
  });
}

/** A summary without what no two runs share: how long things took. */
const withoutTimes = (summary: string): string =>
  summary
    .replaceAll(/\b\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'TIME')
    .replaceAll(/^(.* :(?:[a-z]+, )?s\d+, )\d+, \d+$/gm, '$1TIME');

it('says its version, in a checkout and where the bundle alone was copied to', async () => {
  const { version } = JSON.parse(await readFile(join(REPOSITORY_ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(await mkdtemp(join(tmpdir(), 'fairlead-cli-')), 'cli');
  await cp(dirname(PROGRAM), copy, { recursive: true });
  for (const program of [PROGRAM, join(copy, 'fairlead.js')])
    expect(await fairlead(tmpdir(), ['--version'], undefined, program)).toEqual({
      code: 0,
      log: `fairlead ${version}\n`,
    });
});

describe('fairlead run', () => {
  it('GOV-07: writes the summary that the action writes under a runner, byte for byte but for times', async () => {
    const { folder } = await makeWorkspace(TWO_COMMANDS);
    const sha = await commitAll(folder, 'v1.2.3');
    // a workspace of its own: what the first run builds there makes the second one's version dirty
    const twin = await copyWorkspace(folder);
    const inputs = { targets: 'linux/amd64', cache: 'off' };
    const forge = async (workspace: string) =>
      forgeStep({
        action: 'go-build',
        workspace,
        inputs,
        env: { ...(await goEnvironment()), GITHUB_SHA: sha, GITHUB_RUN_ID: '', GITHUB_REPOSITORY: '' },
        payload: { repository: { default_branch: 'main' } },
      });
    // Go's own cache is warm for both that are compared
    const warm = await forge((await copyWorkspace(folder)).folder);
    await warm.main();
    await warm.dispose();
    const step = await forge(folder);
    const forged = await step.main();
    expect(forged.exitCode, forged.log).toBe(0);
    const file = join(step.temp, 'summary.md');
    const args = ['--targets', 'linux/amd64', '--cache', 'off', '--summary-to', file];
    const { code, log } = await fairlead(twin.folder, ['run', 'go-build', ...args]);
    expect(code, log).toBe(0);
    const summary = await readFile(file, 'utf8');
    expect(withoutTimes(summary)).toBe(withoutTimes(forged.summary));
    expect(summary).toContain('v1.2.3');
    expect(log).toContain('outcome');
    await step.dispose();
  });

  it('reads the settings and the go.mod of the repository from a folder in it', async () => {
    const { folder } = await makeWorkspace({
      ...TWO_COMMANDS,
      '.github/fairlead.yml': 'go-build:\n  targets: [linux/arm64]\n  cache: off\n',
    });
    await commitAll(folder);
    const { code, log } = await fairlead(join(folder, 'cmd/worker'), ['run', 'go-build', '--packages', '.']);
    expect(code, log).toBe(0);
    expect(log).toContain(`workspace: ${folder}, working-directory: cmd/worker`);
    expect(log).toContain('linux/arm64');
  });

  it('hands Ctrl-C on once, and ends as the action then does', async () => {
    const { folder } = await makeWorkspace(TWO_COMMANDS);
    await commitAll(folder);
    let asked = false;
    const { code, log } = await fairlead(folder, ['run', 'go-build', '--cache', 'off'], (text, child) => {
      if (asked || !text.includes('▸ plan')) return;
      asked = true;
      child.kill('SIGINT');
    });
    expect(asked, log).toBe(true);
    expect(log).toContain('cancelling');
    expect(log).toContain('CANCELLED');
    expect(log).toMatch(/outcome +cancelled/);
    expect(code).toBe(1);
  });

  it('goes on to its end when nobody reads what it says any more', async () => {
    const { folder } = await makeWorkspace(TWO_COMMANDS);
    await commitAll(folder);
    const file = join(await mkdtemp(join(tmpdir(), 'fairlead-outputs-')), 'outputs.json');
    const args = ['run', 'go-build', '--targets', 'linux/amd64', '--cache', 'off', '--outputs-to', file];
    const { code, log } = await fairlead(folder, args, (_, { stdout, stderr }) => {
      stdout?.destroy();
      stderr?.destroy();
    });
    expect(code, log).toBe(0);
    expect(log).not.toContain('outcome');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ outcome: 'built' });
  });

  it('ends as the action ends, and calls unusable inputs by their options', async () => {
    const { folder } = await makeWorkspace(TWO_COMMANDS);
    const { code, log } = await fairlead(folder, [
      'run',
      'docker-multistage',
      '--push=false',
      '--tags',
      'a b',
    ]);
    expect(code, log).toBe(1);
    expect(log).toContain('- --image: is required');
    expect(log).toContain('INPUT_INVALID');
  });

  it('says everything that is wrong with a call before anything runs', async () => {
    const { folder } = await makeWorkspace({ 'go.mod': '' });
    const { code, log } = await fairlead(folder, [
      'run',
      'docker-multistage',
      '--imgae=x',
      '--registry-password=p',
      '--summary-to=/no/such/folder/s.md',
      '--outputs-to=.',
    ]);
    expect(code).toBe(2);
    expect(log).toContain('--imgae: is no option of this command; did you mean --image?');
    expect(log).toContain('--registry-password: is a secret');
    expect(log).toContain('--image: is required');
    expect(log).toMatch(/--summary-to "\/no\/such\/folder\/s\.md": .* is not a folder/);
    expect(log).toContain('--outputs-to ".": is a folder');
    expect(log).not.toContain('=p');
  });
});
