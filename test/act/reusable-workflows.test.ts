import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createProgress, createToolbox, tools } from '@fairlead/devcluster';
import { buildReleaseTree } from '@fairlead/devtools';
import { type ActResult, type GitWorkspace, initGit, openWorkspace, runAct } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const USES = 'fairlead-actions/fairlead/.github/workflows';

/** A service that is built and tested in seconds. */
const SERVICE: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/tiny\n\ngo 1.24\n',
  'main.go':
    'package main\n\nfunc double(n int) int { return 2 * n }\n\nfunc main() { println(double(2)) }\n',
  'main_test.go':
    'package main\n\nimport "testing"\n\nfunc TestAll(t *testing.T) {\n\tmain()\n\tif double(3) != 6 {\n\t\tt.Fatal("no")\n\t}\n}\n',
  'README.md': '# tiny\n',
  '.github/workflows/ci.yml': `on: [push, pull_request]
permissions: { contents: read, packages: write }
jobs:
  service:
    uses: ${USES}/go-service.yml@v1
    with: { scan: '\${{ vars.SCAN }}', release: tiny }
`,
  '.github/workflows/nightly.yml': `on: { schedule: [{ cron: '0 2 * * *' }] }
permissions: { contents: read }
jobs:
  nightly:
    uses: ${USES}/nightly.yml@v1
    with: { scan: '\${{ vars.SCAN }}', race: false }
`,
};

describe('the reusable workflows under act', () => {
  let folder = '';
  let repository: GitWorkspace;
  let act: { readonly binary: string; readonly tree: string; readonly path: string };

  /** Runs a workflow of the service as GitHub would call it. */
  async function run(
    event: string,
    { file = 'ci.yml', scan = 'true', payload = {} }: { file?: string; scan?: string; payload?: object } = {},
  ): Promise<ActResult> {
    const eventFile = join(folder, 'event.json');
    await writeFile(eventFile, JSON.stringify({ repository: { default_branch: 'main' }, ...payload }));
    return runAct({
      ...act,
      repository: repository.folder,
      workflow: `.github/workflows/${file}`,
      event,
      eventFile,
      state: join(folder, 'state'),
      vars: { SCAN: scan },
      env: { TMPDIR: tmpdir(), GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOPROXY: 'off', CGO_ENABLED: '0' },
    });
  }

  /** The jobs in which a step ran, by how they ended. */
  const jobs = ({ run: { jobs: all } }: ActResult): Readonly<Record<string, unknown>> =>
    Object.fromEntries(all.map(({ id, result }) => [id.split('/').at(-1) ?? id, result]));
  const story = ({ run: { steps, messages } }: ActResult): string =>
    [
      ...steps.filter(({ result }) => result === 'failure').flatMap(({ log }) => log.slice(-20)),
      ...messages,
    ].join('\n');
  const summary = ({ run: { steps } }: ActResult): string => steps.map((step) => step.summary).join('\n');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-reusable-'));
    const progress = createProgress({ write: (line) => console.log(line) });
    const toolbox = createToolbox({ progress });
    const [{ path: binary }, go, tree] = await Promise.all([
      toolbox.ensure(tools.act),
      toolbox.go(),
      buildReleaseTree({ out: join(folder, 'tree'), progress }),
    ]);
    const path = [dirname(process.execPath), '/usr/bin', '/bin', join(go.root, 'bin')].join(delimiter);
    act = { binary, tree, path };
    const workspace = openWorkspace(join(folder, 'tiny'));
    for (const [file, text] of Object.entries(SERVICE)) await workspace.write(file, text);
    repository = await initGit(workspace);
    await repository.commit('first');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('TRG-07 a red scan: neither integration tests nor image nor release run, and the reason names the scan', async () => {
    const result = await run('push', { scan: 'echo CVE-2026-1; exit 3' });
    expect(result.exitCode, story(result)).not.toBe(0);
    expect(jobs(result)).toMatchObject({ build: 'success', test: 'success', scan: 'failure', ok: 'failure' });
    for (const job of ['integration', 'image', 'release'])
      expect(Object.keys(jobs(result))).not.toContain(job);
    // Not by its output: act may lose the last lines of a step that ends at once.
    expect(summary(result)).toContain('red: scan (failure); did not run: integration image release');
  });

  it('TRG-13 a push of a feature branch is tested, and nothing is built to be deployed', async () => {
    await repository.git('checkout', '--quiet', '-b', 'feature/x');
    await repository.write('NOTES', 'a commit that only this branch has\n');
    await repository.commit('work');
    const result = await run('push');
    expect(result.exitCode, story(result)).toBe(0);
    expect(jobs(result)).toEqual({
      ...{ changes: 'success', build: 'success', test: 'success', scan: 'success', integration: 'success' },
      ok: 'success',
    });
  });

  it('TRG-02 a pull request with nothing but documents gets its check all the same', async () => {
    await repository.git('checkout', '--quiet', 'main');
    await repository.git('checkout', '--quiet', '-b', 'docs');
    await repository.write('README.md', '# tiny, and more\n');
    await repository.commit('documents');
    await repository.git('checkout', '--quiet', 'main');
    await repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'docs');
    const payload = { pull_request: { number: 7, head: { ref: 'docs', sha: 'a' }, base: { ref: 'main' } } };
    const result = await run('pull_request', { payload });
    expect(result.exitCode, story(result)).toBe(0);
    expect(jobs(result)).toEqual({ changes: 'success', ok: 'success' });
  });

  it('TRG-02 one file of code among documents, and everything is tested', async () => {
    await repository.git('checkout', '--quiet', '-b', 'mixed');
    await repository.write('more.md', '# more\n');
    await repository.edit('main_test.go', '!= 6', '!= 7');
    await repository.commit('breaks a test');
    await repository.git('checkout', '--quiet', 'main');
    await repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'mixed');
    const result = await run('pull_request', {
      payload: { pull_request: { number: 8, base: { ref: 'main' } } },
    });
    expect(result.exitCode, story(result)).not.toBe(0);
    expect(jobs(result)).toMatchObject({ build: 'success', test: 'failure', ok: 'failure' });
    await repository.git('reset', '--quiet', '--hard', 'HEAD^');
  });

  it('TRG-03 at night all is tested anew and scanned', async () => {
    const result = await run('schedule', { file: 'nightly.yml' });
    expect(result.exitCode, story(result)).toBe(0);
    expect(jobs(result)).toEqual({ build: 'success', test: 'success', scan: 'success' });
  });
});
