import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ForgedStep, forgeStep, makeWorkspace } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { installFakeDocker } from './support/fake-docker.ts';
import { goEnvironment } from './support/go-workspace.ts';

/** Living processes that have a text in their command line, or in the folder where they work. */
async function processesOf(text: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const lines = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return line.includes(text) ? `${pid} ${line.replaceAll('\0', ' ').slice(0, 200)}` : '';
    }),
  );
  return lines.filter((line) => line !== '');
}

async function until(
  wanted: (found: readonly string[]) => boolean,
  text: string,
): Promise<readonly string[]> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await processesOf(text);
    if (wanted(found)) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  return processesOf(text);
}

async function killedWhile(step: ForgedStep, text: string): Promise<void> {
  const ended = step.main();
  expect(await until((found) => found.length > 0, text)).not.toEqual([]);
  step.kill();
  expect((await ended).signal).toBe('SIGKILL');
  expect(await until((found) => found.length === 0, text)).toEqual([]);
}

it('SIGKILL to quality-gate leaves no test running', async () => {
  const mark = 'zz-sleeps-for-ever';
  const workspace = await makeWorkspace({
    'go.mod': 'module example.com/m\n\ngo 1.24\n',
    [`${mark}/a_test.go`]:
      'package a\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc TestA(t *testing.T) { time.Sleep(time.Hour) }\n',
  });
  const env = await goEnvironment();
  const step = await forgeStep({ action: 'quality-gate', workspace: workspace.folder, env });
  onTestFinished(async () => {
    await step.dispose();
    await workspace.remove();
  });
  await killedWhile(step, `${mark}.test`);
});

it('SIGKILL to docker-multistage leaves no build running', async () => {
  const workspace = await makeWorkspace({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const docker = await installFakeDocker(workspace.folder);
  await docker.answer({ build: { delayMs: 3_600_000 } });
  const env = { PATH: `${docker.folder}:${process.env['PATH']}` };
  const inputs = { image: '127.0.0.1:9/acme/orders', push: 'false' };
  const step = await forgeStep({ action: 'docker-multistage', workspace: workspace.folder, inputs, env });
  onTestFinished(async () => {
    await step.dispose();
    await workspace.remove();
  });
  await killedWhile(step, `${join(docker.folder, 'docker')}\0build`);
});
