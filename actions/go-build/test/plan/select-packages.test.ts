import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { matches, patternsToList, readSelection, selectPackages } from '../../src/plan/select-packages.ts';
import { module, planned, tree } from '../fixtures.ts';

const root = tree([module('/repo', 'example.com/x')]);
const files = createFakeFiles({ '/repo/cmd/api/main.go': '', '/repo/tools/gen/main.go': '' });
const mains = ['api', 'worker'].map((name) => planned(name, 'linux/amd64').package);
const extra = {
  ...mains[0],
  dir: '/repo/examples/api',
  importPath: 'example.com/x/examples/api',
} as (typeof mains)[0];

async function select(written: readonly string[] | undefined, found = mains): Promise<readonly string[]> {
  const selection = await readSelection(written, files, root, '/repo');
  return selectPackages(found, selection, root, '/repo').map(({ dir }) => dir.replace('/repo/', ''));
}

describe('what packages asks for', () => {
  test('a bare word is a name, unless there is such a folder; behind ! is what is left out', async () => {
    expect(
      await readSelection(['api', 'tools', './cmd/api', '!./examples/...', 'x.org/y'], files, root, '/repo'),
    ).toEqual({
      names: ['api'],
      patterns: ['tools', './cmd/api', 'x.org/y'],
      excluded: ['./examples/...'],
    });
    const self = tree([module('/repo', 'shop')]);
    expect((await readSelection(['shop'], files, self, '/repo')).patterns).toEqual(['shop']);
  });

  test('names are looked for everywhere', async () => {
    const selection = await readSelection(['worker', './cmd/api'], files, root, '/repo');
    const listed = patternsToList(selection, root, '/repo').flatMap(({ patterns }) => patterns);
    expect(listed.map(({ pattern }) => pattern)).toEqual(['./...']);
    expect(await select(['worker'])).toEqual(['cmd/worker']);
    expect(await select(['worker', './cmd/api'])).toEqual(['cmd/api', 'cmd/worker']);
  });

  test('what is left out is left out of all, of patterns and of names', async () => {
    const found = [...mains, extra];
    expect(await select(['!./examples/...'], found)).toEqual(['cmd/api', 'cmd/worker']);
    expect(await select(['api', '!./examples/...'], found)).toEqual(['cmd/api']);
    expect(await select(['./...', '!example.com/x/cmd/worker'], found)).toEqual(['cmd/api', 'examples/api']);
  });

  test('a name that none has, and exclusions that leave nothing', async () => {
    await expect(select(['wroker'])).rejects.toMatchObject({
      problems: [
        {
          value: 'wroker',
          problem: 'is no folder, and no main package has this name; did you mean worker?',
          allowed: 'api, worker',
        },
      ],
    });
    await expect(select(['!./...'])).rejects.toMatchObject({
      problems: [{ value: '!./...', problem: 'leaves nothing to build' }],
    });
    await expect(select(['api', '!./cmd/api'])).rejects.toMatchObject({
      problems: [{ value: '!./cmd/api', allowed: 'leave one of api' }],
    });
    expect(await select(['!./...'], [])).toEqual([]);
  });
});

test.each([
  ['/repo/cmd/api', './cmd/api', true],
  ['/repo/cmd/api', './cmd', false],
  ['/repo/cmd/api', './cmd/...', true],
  ['/repo/cmd', './cmd/...', true],
  ['/repo/cmdline', './cmd/...', false],
  ['/repo/cmdline', './cmd...', true],
  ['/repo/a/examples/b', './.../examples/...', true],
  ['/repo/a/example', './.../examples/...', false],
  ['/repo/cmd/api', 'example.com/x/...', true],
  ['/repo/cmd/a.i', './cmd/a.i', true],
])('%s is what %s names: %s', (dir, pattern, wanted) => {
  expect(matches(dir, pattern, root, '/repo')).toBe(wanted);
});
