import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { npmPackageFolder } from '@fairlead/devcluster';
import { expect, it, onTestFinished } from 'vitest';
import { CHROMIUM, PROGRAM } from '../src/browser/chromium-package.ts';
import { findBrowser } from '../src/browser/find-browser.ts';

it('the named browser counts, then one on PATH, then that of the cache', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-find-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = { PATH: join(folder, 'bin'), XDG_CACHE_HOME: folder };
  const put = async (path: string): Promise<string> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
    await chmod(path, 0o755);
    return path;
  };
  await put(join(folder, 'bin/chromium-browser'));
  expect(findBrowser(env)).toBeUndefined();
  const cached = await put(join(npmPackageFolder(CHROMIUM, env), PROGRAM));
  expect(findBrowser(env)).toBe(cached);
  const onPath = await put(join(folder, 'bin/google-chrome'));
  expect(findBrowser(env)).toBe(onPath);
  expect(findBrowser({ ...env, FAIRLEAD_CHROMIUM: '' })).toBe(onPath);
  expect(findBrowser({ ...env, FAIRLEAD_CHROMIUM: '/opt/gone' })).toBe('/opt/gone');
});
