import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProgress, findProgram, installPackages } from '@fairlead/devcluster';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { beforeAll, expect, it } from 'vitest';
import { type ActLab, type ActRepository, jobsOf, storyOf } from '../support/act-lab.ts';
import { recipeOf } from '../support/recipe.ts';

const TARGETS = ['linux/amd64', 'linux/arm64', 'darwin/arm64', 'windows/amd64'];
const SUPPORT = resolve(import.meta.dirname, '../support');
const MAIN = 'package main\n\nfunc main() { println("here") }\n';

interface Binary {
  readonly target: string;
  readonly path: string;
  readonly sha256: string;
}

/** What one job hands to the next, by the recipes of the README. */
export function describeHandOver(openedLab: () => ActLab): void {
  let repository: ActRepository;
  let files: string;

  beforeAll(async () => {
    const matrix = await recipeOf('go-build', 'A monorepo, each job building');
    files = await recipeOf('go-build', 'Cross compile and hand the files on');
    repository = await openedLab().open('handed', {
      'go.mod': 'module example.com/handed\n\ngo 1.24\n',
      'cmd/api/main.go': MAIN,
      '.github/workflows/matrix.yml': matrix.replace(/targets: "[^"$]*"/, `targets: "${TARGETS.join(', ')}"`),
      '.github/workflows/files.yml': files,
    });
  });

  it('TRG-15 the matrix of one job is expanded by the next to the four targets, each built by a job of its own', async () => {
    const rows: unknown[] = [];
    const built: Binary[] = [];
    const result = await repository.run('matrix.yml', 'push', {
      onLine: ({ jobID, command, name, arg = '', matrix }) => {
        if (jobID !== 'build' || command !== 'set-output' || name !== 'binaries') return;
        rows.push(matrix);
        built.push(...(JSON.parse(arg) as Binary[]));
      },
    });
    expect(result.exitCode, storyOf(result)).toBe(0);
    expect(jobsOf(result)).toEqual({ plan: 'success', build: 'success' });
    expect(built.map(({ target }) => target).sort()).toEqual([...TARGETS].sort());
    expect(rows).toEqual(
      built.map(({ target }) => expect.objectContaining({ target, name: 'api' }) as unknown),
    );
  });

  it('BLD-07 what is uploaded by the paths is downloaded by another job, and its sha256 is that of the output', async () => {
    await ensureJq();
    const result = await repository.run('files.yml', 'push', {
      artifacts: join(openedLab().folder, 'artifacts'),
      repositories: standInsOf(files),
      env: { ACTIONS_GLOB: globOfArtifacts() },
    });
    expect(result.exitCode, storyOf(result)).toBe(0);
    const binaries = JSON.parse(
      result.run.step('build', 'go-build')?.outputs['binaries'] ?? '[]',
    ) as Binary[];
    expect(binaries.map(({ target }) => target)).toEqual(TARGETS);
    const checked = result.run.step('use', 'sha256sum')?.log;
    expect(checked).toEqual(binaries.map(({ path }) => `${path}: OK`));
  });
}

/** The library by which actions/upload-artifact looks for files; @actions/cache has it. */
function globOfArtifacts(): string {
  return pathToFileURL(join(REPOSITORY_ROOT, 'node_modules/@actions/glob/lib/glob.js')).href;
}

/** GitHub's runners have it. */
async function ensureJq(): Promise<void> {
  if (findProgram('jq') !== undefined) return;
  await installPackages(['jq'], () => ['jq'], createProgress({ write: (line) => console.log(line) }));
}

/** What stands in for the actions that carry artifacts, by the names and versions that a workflow uses. */
function standInsOf(workflow: string): Readonly<Record<string, string>> {
  const used = [...workflow.matchAll(/uses: (actions\/((?:up|down)load-artifact)@\S+)/g)];
  return Object.fromEntries(used.map(([, action = '', name = '']) => [action, join(SUPPORT, name)]));
}
