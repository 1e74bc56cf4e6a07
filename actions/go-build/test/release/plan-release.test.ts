import { createFakeGit } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import type { GoBuildContext } from '../../src/context.ts';
import type { PlannedBinary } from '../../src/plan/build-plan.ts';
import type { Plan } from '../../src/plan/make-plan.ts';
import { type PlannedArchive, planRelease, sbomPlace } from '../../src/release/plan-release.ts';
import { planned } from '../fixtures.ts';
import { contextOf } from '../support/context-of.ts';

const API = planned('api', 'linux/amd64');
const FILES = {
  '/repo/LICENSE': 'x',
  '/repo/docs/a.md': 'x',
  '/repo/docs/deep/b.md': 'x',
  '/repo/docs/.git/config': 'x',
  '/elsewhere/secret': 'x',
};
const LINKS = { '/repo/out': '/elsewhere', '/repo/docs/link': '/elsewhere/secret' };

interface Wish {
  readonly archive?: string;
  readonly archiveFiles?: readonly string[];
  readonly checksums?: string;
}

async function plan(wish: Wish, binaries: readonly PlannedBinary[] = [API]) {
  const { context } = contextOf({ files: FILES, links: LINKS });
  const own = { ...context, git: createFakeGit(), inputs: { ...context.inputs, ...wish } };
  const { archives, extras, checksums } = await planRelease(
    own as unknown as GoBuildContext,
    { binaries } as unknown as Plan,
  );
  return { archives: archives.map(({ path }) => path), extras: extras.map(({ name }) => name), checksums };
}

/** What is wrong with a wish. */
const problems = (wish: Wish, binaries?: readonly PlannedBinary[]): Promise<unknown> =>
  plan(wish, binaries).then(
    () => [],
    ({
      problems: found,
    }: {
      problems: readonly { input: string; value: string; problem: string; allowed: string }[];
    }) => found.map(({ input, value, problem, allowed }) => [input, value, problem, allowed]),
  );

describe('what comes out beside the binaries', () => {
  test('is nothing that nobody asks for', async () => {
    expect(await plan({})).toEqual({ archives: [], extras: [], checksums: undefined });
  });

  test('is an archive for each target, and a list of checksums, where they are asked for', async () => {
    const both = [API, planned('api', 'windows/amd64', { path: '/repo/bin/api.exe' })];
    expect(await plan({ archive: 'dist/{name}_{os}', checksums: 'dist/SUMS' }, both)).toEqual({
      archives: ['/repo/dist/api_linux.tar.gz', '/repo/dist/api_windows.zip'],
      extras: [],
      checksums: '/repo/dist/SUMS',
    });
  });

  test('has files and folders of the workspace, without links and what git keeps, each once', async () => {
    const { extras } = await plan({ archiveFiles: ['./LICENSE', 'LICENSE', 'docs/'] });
    expect(extras.sort()).toEqual(['LICENSE', 'docs/a.md', 'docs/deep/b.md']);
  });

  test.each([
    ['.', 'is no file or folder below the workspace'],
    ['..', 'is no file or folder below the workspace'],
    ['/elsewhere/secret', 'is no file or folder below the workspace'],
    ['docs/.git/config', 'is no file or folder below the workspace'],
    ['out/secret', 'leads out of the workspace through a link'],
    ['nowhere', 'is not there'],
  ])('has no %s, which %s', async (value, problem) => {
    expect(await problems({ archiveFiles: [value, 'LICENSE'] })).toEqual([
      ['archive-files', value, problem, 'files and folders of the workspace'],
    ]);
  });

  test('has one target in an archive, and one binary of a name', async () => {
    const arm = planned('api', 'linux/arm64', { path: '/repo/bin/arm' });
    expect(await problems({ archive: 'dist/all' }, [API, arm])).toEqual([
      [
        'archive',
        'dist/all',
        'would put linux/amd64 and linux/arm64 into dist/all.tar.gz',
        'a template with {target}',
      ],
    ]);
    const twin = { ...API, path: '/repo/bin/twin' };
    expect(await problems({ archive: 'dist/all' }, [API, twin])).toEqual([
      [
        'archive',
        'dist/all',
        'would put two binaries of one name into dist/all.tar.gz',
        'a template with {package}, or other packages',
      ],
    ]);
    expect(await problems({ archive: 'dist/all' }, [API, planned('worker', 'linux/amd64')])).toEqual([]);
  });

  test('has a place of its own', async () => {
    const taken = 'is the place of another file of this build';
    expect(await problems({ checksums: 'bin/api' })).toEqual([
      ['checksums', 'bin/api', taken, 'another name'],
    ]);
    const odd = planned('worker', 'linux/amd64', { path: '/repo/dist/api.tar.gz' });
    expect(await problems({ archive: 'dist/{name}' }, [API, odd])).toEqual([
      ['archive', 'dist/api.tar.gz', taken, 'another name'],
    ]);
  });
});

test('a bill of materials lies beside the archive of its binary, else beside the binary', () => {
  const archive = (path: string, ...own: readonly string[]) =>
    ({
      path,
      format: 'zip',
      binaries: own.map((name) => ({ binary: { path: name }, name })),
    }) as unknown as PlannedArchive;
  const archives = [archive('/d/one.tar.gz', '/b/a'), archive('/d/two.zip', '/b/b', '/b/c')];
  expect(sbomPlace('/b/a', 'a', archives)).toBe('/d/one.cdx.json');
  expect(sbomPlace('/b/c', 'c', archives)).toBe('/d/two_c.cdx.json');
  expect(sbomPlace('/b/x', 'x', archives)).toBe('/b/x.cdx.json');
});
