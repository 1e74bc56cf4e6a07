import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createProgress, createToolbox, ensurePython, tools } from '@fairlead/devcluster';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialised } from '../support/run-program.ts';
import { SMALL_SERVICE } from '../support/small-service.ts';
import { writeTree } from '../support/write-tree.ts';

const execute = promisify(execFile);
const progress = createProgress({ write: console.log });
const GITHUB = join(REPOSITORY_ROOT, '.github');
const EXAMPLES = join(REPOSITORY_ROOT, 'workflows-examples');
/** Every workflow that this repository runs or shows. */
const workflows = (
  await Promise.all(
    [join(GITHUB, 'workflows'), EXAMPLES].map(async (folder) =>
      (await readdir(folder)).map((name) => join(folder, name)),
    ),
  )
).flat();
const FAULTY = `name: faulty
on: push
permissions: {}
jobs:
  job:
    runs-on: ubuntu-newest
    steps:
      - uses: somebody/something@v1
      - run: echo \${{ github.event.head_commit.message }}
`;

const PIPELINE = '.github/workflows/pipeline.yml';
/** What `fairlead init` writes for a service, and for a library. */
const written = {
  service: () => initialised(SMALL_SERVICE),
  library: () => initialised({ 'go.mod': SMALL_SERVICE['go.mod'] ?? '', 'a.go': 'package hello\n' }),
};

/** Runs a program and gives how it ended and what it printed. */
async function ask(program: string, ...args: string[]): Promise<{ code: unknown; output: string }> {
  return execute(program, args, { cwd: REPOSITORY_ROOT }).then(
    ({ stdout, stderr }) => ({ code: 0, output: `${stdout}${stderr}` }),
    ({ code, stdout, stderr }) => ({ code, output: `${stdout}${stderr}` }),
  );
}

describe('actionlint', () => {
  let actionlint = '';
  beforeAll(async () => {
    actionlint = (await createToolbox({ progress }).ensure(tools.actionlint)).path;
  });

  it('TRG-03 finds nothing in our workflows and examples', async () => {
    expect(workflows.length).toBeGreaterThan(10);
    expect(await ask(actionlint, '-no-color', ...workflows)).toEqual({ code: 0, output: '' });
  });

  it.each(Object.entries(written))('finds nothing in what is written for a %s', async (_, write) => {
    expect(await ask(actionlint, '-no-color', join(await write(), PIPELINE))).toEqual({
      code: 0,
      output: '',
    });
  });

  it('finds what is wrong', async () => {
    const folder = await writeTree({ 'faulty.yml': FAULTY });
    expect((await ask(actionlint, '-no-color', join(folder, 'faulty.yml'))).output).toContain(
      'ubuntu-newest',
    );
  });
});

describe('zizmor', () => {
  let zizmor: (...args: string[]) => ReturnType<typeof ask>;
  beforeAll(async () => {
    const requirements = join(REPOSITORY_ROOT, 'packages/devtools/tools/zizmor/requirements.txt');
    const { folder } = await ensurePython({ name: 'zizmor', requirements }, progress);
    const always = ['--offline', '--no-progress', '--quiet', '--config', join(GITHUB, 'zizmor.yml')];
    zizmor = (...args) => ask(join(folder, 'bin/zizmor'), ...always, ...args);
  });

  it('finds nothing in our workflows and in what Dependabot is told', async () => {
    const { code, output } = await zizmor(GITHUB);
    expect(code, output).toBe(0);
    expect(output).toContain('No findings to report');
  });

  it('finds nothing that it is sure of in the examples', async () => {
    const { code, output } = await zizmor('--min-confidence', 'medium', ...workflows);
    expect(code, output).toBe(0);
  });

  it.each(Object.entries(written))('is sure of nothing in what is written for a %s', async (_, write) => {
    const { code, output } = await zizmor('--min-confidence', 'medium', join(await write(), PIPELINE));
    expect(code, output).toBe(0);
  });

  it('finds what is wrong', async () => {
    const folder = await writeTree({ 'faulty.yml': FAULTY });
    const { code, output } = await zizmor(join(folder, 'faulty.yml'));
    expect(code).not.toBe(0);
    for (const rule of ['unpinned-uses', 'template-injection']) {
      expect(output).toContain(rule);
    }
  });
});
