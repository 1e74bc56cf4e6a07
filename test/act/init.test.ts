import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createProgress, stopCluster } from '@fairlead/devcluster';
import { type Stage, setStage } from '@fairlead/devtools';
import { type ActResult, type GitWorkspace, initGit, makeWorkspace, runAct } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SMALL_SERVICE } from '../support/small-service.ts';

const CLUSTER = 'fl-act-init';
const execute = promisify(execFile);

describe('fairlead init', () => {
  let folder = '';
  let stage: Stage;
  let repository: GitWorkspace;

  /** The program of the release tree, as the guide calls it. */
  async function fairlead(...args: string[]): Promise<string> {
    const program = join(stage.scenario.tree, 'cli/fairlead.js');
    const env = { PATH: (await stage.scenario.ready).path, HOME: folder };
    return (await execute(process.execPath, [program, ...args], { cwd: repository.folder, env })).stdout;
  }

  async function push(secrets: Readonly<Record<string, string>>): Promise<ActResult> {
    const { scenario } = stage;
    const eventFile = join(folder, 'event.json');
    await writeFile(eventFile, JSON.stringify({ repository: { default_branch: 'main' } }));
    const { KUBECONFIG: _, ...env } = scenario.env; // it comes from the secret, as the workflow wants it
    return runAct({
      binary: scenario.act,
      repository: repository.folder,
      workflow: '.github/workflows/pipeline.yml',
      eventFile,
      tree: scenario.tree,
      state: scenario.runnerState,
      path: (await scenario.ready).path,
      vars: { IMAGE: scenario.image, PROMETHEUS_URL: scenario.prometheusUrl ?? '' },
      secrets,
      env,
      wrap: scenario.wrap,
    });
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-act-'));
    const say = (line: string): void => console.log(line);
    stage = await setStage({
      name: CLUSTER,
      gateway: false,
      folder,
      progress: createProgress({ write: say }),
      say,
    });
    await stage.scenario.ready;
  });

  afterAll(async () => {
    await stage?.close();
    await stopCluster(CLUSTER);
    await rm(folder, { recursive: true, force: true });
    await repository?.remove();
  });

  it('GOV-04: makes of a small module, with the printed next line, a pipeline that is green', async () => {
    const started = performance.now();
    repository = await initGit(await makeWorkspace(SMALL_SERVICE), 'https://github.com/acme/hello.git');
    const said = await fairlead('init');
    const [, next = ''] = /\nNext:\n {2}(.+)\n$/.exec(said) ?? [];
    expect(next, said).toMatch(/^git add .* && git commit -m /);
    await execute('bash', ['-euc', next], { cwd: repository.folder });
    expect(await repository.git('status', '--porcelain')).toBe('');

    const { exitCode, run } = await push({
      KUBECONFIG: await readFile(stage.scenario.env['KUBECONFIG'] ?? '', 'utf8'),
    });
    const failed = run.steps.filter((step) => step.result === 'failure');
    const story = failed.map((step) => `${step.name}:\n${step.log.slice(-30).join('\n')}`).join('\n');
    expect(exitCode, `${story}\n${run.messages.join('\n')}`).toBe(0);
    const jobs = Object.fromEntries(run.jobs.map((job) => [job.id, job.result]));
    expect(jobs).toEqual({ build: 'success', gate: 'success', image: 'success', release: 'success' });
    expect(run.step('release', 'canary-rollback')?.outputs['outcome']).toBe('no-stable');
    expect(run.step('release', 'helm-deploy')?.outputs['outcome']).toBe('deployed');
    console.log(`from the module to the release: ${Math.round((performance.now() - started) / 1000)} s`);

    expect(await fairlead('init')).toContain('Nothing was written: all of it is there.');
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('does not pretend to release without the secret', async () => {
    const { exitCode, run } = await push({});
    expect(exitCode).not.toBe(0);
    expect(run.jobs.find(({ id }) => id === 'image')?.result).toBe('success');
    expect(run.jobs.find(({ id }) => id === 'release')?.result).toBe('failure');
    expect(JSON.stringify(run.steps.map(({ errors, log }) => [errors, log]))).toContain(
      'the secret KUBECONFIG is not set: nothing was released',
    );
  });
});
