import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeFiles } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeFiles, outsideProblem, resolveInside } from '../../src/index.ts';

let top: string;
let root: string;
const files = createNodeFiles('/nonexistent');
beforeAll(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-places-')));
  root = join(top, 'workspace');
  await mkdir(join(root, 'real/deep'), { recursive: true });
  await mkdir(join(top, 'elsewhere'));
  await symlink('real', join(root, 'within'));
  await symlink('../elsewhere', join(root, 'out'));
  await symlink('out', join(root, 'out-again'));
  await symlink('../elsewhere/not-there-yet', join(root, 'dangling'));
  await symlink('round', join(root, 'round'));
  await symlink('workspace', join(top, 'link-to-workspace'));
});
afterAll(() => rm(top, { recursive: true }));

describe('a place is where a path really leads', () => {
  test.each([
    ['.', true],
    ['real/deep', true],
    ['within/deep', true],
    ['real/../within/new/file', true],
    ['not/there', true],
    ['..', false],
    ['../workspace', true],
    ['../workspace-2', false],
    ['..name', true],
    ['/etc', false],
    ['out', false],
    ['out/new/file', false],
    ['out-again/x', false],
    ['dangling', false],
    ['dangling/below', false],
    ['round', false],
    ['round/x', false],
  ])('%s: inside %s', async (path, inside) => {
    expect((await resolveInside(files, root, path)).inside).toBe(inside);
    expect((await resolveInside(files, join(top, 'link-to-workspace'), path)).inside).toBe(inside);
  });

  test('a path of another folder of the workspace is judged by the workspace', async () => {
    expect((await resolveInside(files, root, '../x', join(root, 'real'))).inside).toBe(true);
    expect((await resolveInside(files, root, '../../x', join(root, 'real'))).inside).toBe(false);
  });

  test('says where it is, and that a link leads there', async () => {
    const place = await resolveInside(files, root, 'out/new');
    expect(place).toEqual({ path: join(root, 'out/new'), real: join(top, 'elsewhere/new'), inside: false });
    expect(outsideProblem('output', 'out/new', place)?.problem).toBe(
      'leads out of the workspace through a link',
    );
    const above = await resolveInside(files, root, '../x');
    expect(outsideProblem('output', '../x', above)?.problem).toBe('leads out of the workspace');
    expect(outsideProblem('output', 'real', await resolveInside(files, root, 'real'))).toBeUndefined();
  });

  test('the files of tests know links too', async () => {
    const fake = createFakeFiles({ '/etc/x': 'x' }, { '/w/out': '/etc', '/w/a': '/w/b' });
    expect(await resolveInside(fake, '/w', 'out/x')).toMatchObject({ real: '/etc/x', inside: false });
    expect(await resolveInside(fake, '/w', 'a/x')).toMatchObject({ real: '/w/b/x', inside: true });
    expect(await fake.readText('/w/out/x')).toBe('x');
  });
});
