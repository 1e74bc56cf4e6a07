import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActResult } from '@fairlead/testkit';
import { beforeAll, expect, it } from 'vitest';
import {
  type ActLab,
  type ActRepository,
  jobsOf as jobs,
  type LabRun,
  storyOf as story,
} from '../support/act-lab.ts';

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
    with: { scan: '\${{ vars.SCAN }}', race: false, retention: '\${{ vars.RETENTION }}' }
    secrets: { registry-token: '\${{ secrets.REGISTRY_TOKEN }}' }
`,
};

/** Says that it is here, and ends when the two others are: what runs alone waits in vain. */
const MEET = `#!/bin/sh
: > "$1/$2"
for _ in $(seq 600); do
  [ -e "$1/build" ] && [ -e "$1/test" ] && [ -e "$1/scan" ] && exit 0
  sleep 0.1
done
echo "$2 is alone" >&2
exit 1
`;

/** What a repository that calls them gets. */
export function describeReusable(openedLab: () => ActLab): void {
  let repository: ActRepository;

  /** Runs a workflow of the service as GitHub would call it. */
  const run = (
    event: string,
    { file = 'ci.yml', scan = 'true', vars = {}, ...options }: LabRun & { file?: string; scan?: string } = {},
  ): Promise<ActResult> => repository.run(file, event, { ...options, vars: { SCAN: scan, ...vars } });

  const summary = ({ run: { steps } }: ActResult): string => steps.map((step) => step.summary).join('\n');

  beforeAll(async () => {
    repository = await openedLab().open('tiny', SERVICE);
  });

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

  it('TRG-08 build, tests and scan run at the same time, and the run says where the time went', async () => {
    const place = await mkdtemp(join(openedLab().folder, 'meet-'));
    await repository.git('checkout', '--quiet', '-b', 'meet', 'main');
    await repository.write('meet.sh', MEET);
    await repository.write('build.sh', `sh meet.sh ${place} build && go build -o "$OUTPUT_DIR/tiny" .\n`);
    await repository.write('.github/fairlead.yml', 'go-build: { build-command: sh build.sh }\n');
    const meet = `import (\n\t"os/exec"\n\t"testing"\n)\n\nfunc TestMeet(t *testing.T) {\n\tif out, err := exec.Command("sh", "meet.sh", "${place}", "test").CombinedOutput(); err != nil {\n\t\tt.Fatal(string(out))\n\t}\n}\n`;
    await repository.write('meet_test.go', `package main\n\n${meet}`);
    await repository.commit('three that wait for each other');
    const result = await run('push', { scan: `sh meet.sh ${place} scan`, concurrentJobs: 3 });
    expect(result.exitCode, story(result)).toBe(0);
    const told =
      /^(.+) as the jobs ran, (.+) one after the other; critical path: changes .+ → (build|test|scan) .+ → integration .+$/m;
    expect(summary(result)).toMatch(told);
  });

  it('TRG-03 at night all is tested anew and scanned, and the clean-up of the registry is shown', async () => {
    await repository.git('checkout', '--quiet', 'main');
    const result = await run('schedule', {
      file: 'nightly.yml',
      scan: 'echo scanned $(ls main.go) >> $GITHUB_STEP_SUMMARY',
      vars: {
        RETENTION: 'echo would remove dev-1: $DRY_RUN; [ "$REGISTRY_TOKEN" = token-of-the-registry ]',
      },
      secrets: { REGISTRY_TOKEN: 'token-of-the-registry' },
    });
    expect(result.exitCode, story(result)).toBe(0);
    const all = { build: 'success', test: 'success', scan: 'success', retention: 'success' };
    expect(jobs(result)).toEqual(all);
    expect(summary(result)).toContain('scanned main.go');
    expect(summary(result)).toContain('```\nwould remove dev-1: true\n```');
    const gate = result.run.steps.find(
      ({ name, stage }) => stage === 'Main' && name.includes('quality-gate'),
    );
    expect(gate?.summary).toContain('Gate passed');
    const again = await run('schedule', { file: 'nightly.yml', scan: 'echo GO-2026-1; exit 3' });
    expect(again.exitCode).not.toBe(0);
    expect(jobs(again)).toEqual({ build: 'success', test: 'success', scan: 'failure' });
  });
}
