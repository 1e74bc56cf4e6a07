import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createProgress, createToolbox, stopCluster, tools } from '@fairlead/devcluster';
import {
  createScratchRepository,
  demoFiles,
  type ScratchRepository,
  type Stage,
  setStage,
} from '@fairlead/devtools';
import { type ActResult, runAct, startLoad } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLUSTER = 'fl-act';
const EXAMPLES = resolve(import.meta.dirname, '../../workflows-examples');

describe('workflows-examples', () => {
  let folder = '';
  let stage: Stage;
  let repository: ScratchRepository;
  const covered = new Set<string>();
  let image = '';

  /** Runs one example in the scratch repository, as a user's runner would. */
  async function runExample(
    file: string,
    event = 'push',
    payload: object = {},
    vars: Readonly<Record<string, string>> = {},
  ): Promise<ActResult> {
    covered.add(file);
    const eventFile = join(folder, 'event.json');
    await writeFile(eventFile, JSON.stringify(payload));
    const { scenario } = stage;
    return runAct({
      binary: scenario.act,
      repository: repository.folder,
      workflow: `.github/workflows/${file}`,
      event,
      eventFile,
      tree: scenario.tree,
      state: scenario.runnerState,
      path: (await scenario.ready).path,
      vars: { IMAGE: scenario.image, PROMETHEUS_URL: scenario.prometheusUrl ?? '', ...vars },
      env: scenario.env,
      wrap: scenario.wrap,
    });
  }

  /** A run must end well; the log of what did not is the failure's message. */
  function expectSuccess({ exitCode, run }: ActResult): void {
    const failed = run.steps.filter((step) => step.result === 'failure');
    const story = failed.map((step) => `${step.name}:\n${step.log.slice(-30).join('\n')}`).join('\n');
    expect(exitCode, `${story}\n${run.messages.join('\n')}`).toBe(0);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-act-'));
    const say = (line: string): void => console.log(line);
    const progress = createProgress({ write: say });
    stage = await setStage({ name: CLUSTER, gateway: false, folder, progress, say });
    repository = await createScratchRepository({
      folder: join(folder, 'orders'),
      source: stage.scenario.source,
      workflow: stage.scenario.workflow,
    });
    for (const [file, content] of Object.entries(demoFiles({}))) await repository.write(file, content);
    await repository.edit('.github/fairlead.yml', 'steps: [25, 50]', 'steps: [50]');
    await repository.edit(
      '.github/fairlead.yml',
      'step-duration: 16s\n  error-for: 15s',
      'step-duration: 12s\n  error-for: 10s\n  min-requests: 1',
    );
    await repository.write('deploy/orders/values.staging.yaml', '{}\n');
    for (const file of await readdir(EXAMPLES)) {
      await repository.write(`.github/workflows/${file}`, await readFile(join(EXAMPLES, file), 'utf8'));
    }
    await repository.commit('first');
  });

  afterAll(async () => {
    await stage?.close();
    await stopCluster(CLUSTER);
    await rm(folder, { recursive: true, force: true });
  });

  it('actionlint accepts every example, and what the README has to paste', async () => {
    const { path } = await createToolbox({ progress: createProgress({ write: console.log }) }).ensure(
      tools.actionlint,
    );
    const readme = await readFile(join(EXAMPLES, '../README.md'), 'utf8');
    const pasted = join(folder, 'pasted.yml');
    await writeFile(pasted, /```yaml\n(name: .*?)```/s.exec(readme)?.[1] ?? '');
    const files = [...(await readdir(EXAMPLES)).map((file) => join(EXAMPLES, file)), pasted];
    const { stdout } = await promisify(execFile)(path, ['-no-color', ...files]);
    expect(stdout).toBe('');
  });

  it('go-build.yml builds two targets', async () => {
    const result = await runExample('go-build.yml');
    expectSuccess(result);
    const binaries = JSON.parse(
      result.run.step('build', 'go-build')?.outputs['binaries'] ?? '[]',
    ) as object[];
    expect(binaries).toMatchObject([{ target: 'linux/amd64' }, { target: 'linux/arm64' }]);
  });

  it('quality-gate.yml passes the sample service', async () => {
    const result = await runExample('quality-gate.yml');
    expectSuccess(result);
    expect(result.run.step('gate', 'quality-gate')?.outputs['outcome']).toBe('passed');
  });

  it('QG-12 integration-tests.yml runs the suite of the branch beside its service container', async () => {
    const result = await runExample('integration-tests.yml');
    expectSuccess(result);
    const gate = result.run.step('integration', 'quality-gate');
    expect(gate?.log.join('\n')).toContain('suite: integration');
    expect(Number(gate?.outputs['tests-passed'])).toBeGreaterThan(0);
  });

  it('docker-multistage.yml pushes an image and names it by digest', async () => {
    const result = await runExample('docker-multistage.yml');
    expectSuccess(result);
    image = result.run.step('image', 'docker-multistage')?.outputs['image'] ?? '';
    expect(image).toMatch(/^127\.0\.0\.1:5000\/acme\/orders@sha256:[0-9a-f]{64}$/);
  });

  it('helm-deploy.yml installs that image', async () => {
    const result = await runExample('helm-deploy.yml', 'workflow_dispatch', { inputs: { image } });
    expectSuccess(result);
    expect(result.run.step('deploy', 'helm-deploy')?.outputs).toMatchObject({ outcome: 'deployed', image });
  });

  it('canary-rollback.yml tries, promotes and finishes a second image', async () => {
    await repository.edit('internal/store/catalog.go', '"Spring catalogue"', '"Summer catalogue"');
    await repository.commit('second');
    const built = await runExample('docker-multistage.yml');
    expectSuccess(built);
    const second = built.run.step('image', 'docker-multistage')?.outputs['image'] ?? '';
    expect(second).not.toBe(image);
    const load = await startLoad({
      url: 'http://127.0.0.1:30080/orders',
      rate: 20,
      seconds: 180,
      out: join(folder, 'load.jsonl'),
      wrap: stage.scenario.wrap,
    });
    const result = await runExample('canary-rollback.yml', 'workflow_dispatch', {
      inputs: { image: second },
    });
    await load.stop();
    expectSuccess(result);
    expect(result.run.step('release', 'canary-rollback')?.outputs['outcome']).toBe('passed');
    expect(result.run.step('release', 'canary-rollback', 'Post')?.result).toBe('success');
  });

  it('canary-by-hand.yml shows that no canary is under way', async () => {
    const result = await runExample('canary-by-hand.yml', 'workflow_dispatch', {
      inputs: { command: 'status' },
    });
    expectSuccess(result);
    expect(result.run.step('canary', 'canary-rollback')?.log.join('\n')).toMatch(/Canary +none is under way/);
  });

  it('pipeline.yml stops after build and gate on a pull request', async () => {
    const payload = {
      pull_request: { number: 7, head: { ref: 'feature/a', sha: 'a' }, base: { ref: 'main' } },
    };
    const result = await runExample('pipeline.yml', 'pull_request', payload);
    expectSuccess(result);
    expect(result.run.jobs.map((job) => job.id).sort()).toEqual(['build', 'gate']);
  });

  it('TRG-01 GOV-01 go-service.yml goes the whole way: build, test, image, deploy', async () => {
    const payload = { repository: { default_branch: 'main' } };
    const result = await runExample('go-service.yml', 'push', payload, { SCAN: 'true', PROMETHEUS_URL: '' });
    expectSuccess(result);
    const jobs = Object.fromEntries(result.run.jobs.map((job) => [job.id.split('/').at(-1), job.result]));
    const all = ['changes', 'build', 'test', 'scan', 'integration', 'image', 'release', 'ok'];
    expect(jobs).toEqual(Object.fromEntries(all.map((job) => [job, 'success'])));
    const deploy = result.run.steps.find(
      ({ name, stage: at }) => at === 'Main' && name.includes('helm-deploy'),
    );
    expect(['deployed', 'unchanged']).toContain(deploy?.outputs['outcome']);
    expect(deploy?.outputs['image']).toMatch(/@sha256:/);
  });

  it('TRG-03 nightly.yml tests anew, scans, and shows a clean-up without doing it', async () => {
    const vars = { SCAN: 'true', RACE: 'false', RETENTION: 'echo would remove dev-1: $DRY_RUN' };
    const result = await runExample('nightly.yml', 'schedule', {}, vars);
    expectSuccess(result);
    const jobs = Object.fromEntries(
      result.run.jobs.map(({ id, result: how }) => [id.split('/').at(-1), how]),
    );
    const all = ['build', 'test', 'scan', 'retention'];
    expect(jobs).toMatchObject(Object.fromEntries(all.map((job) => [job, 'success'])));
    expect(result.run.steps.map(({ summary }) => summary).join('\n')).toContain('would remove dev-1: true');
  });

  it('an example without a story of its own above is green on a push', async () => {
    for (const file of (await readdir(EXAMPLES)).filter((name) => !covered.has(name)))
      expectSuccess(await runExample(file));
    expect([...covered].sort()).toEqual((await readdir(EXAMPLES)).sort());
  });
});
