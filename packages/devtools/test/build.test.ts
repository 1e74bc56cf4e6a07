import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFolders } from '../src/build/bundled-packages.ts';
import { isAllowedLicense, licenseProblems, renderLicenses } from '../src/build/licenses.ts';
import { hashFolder } from '../src/system/hash.ts';

const packageOf = (name: string, license: string) => ({
  name,
  version: '1.0.0',
  license,
  text: `text of ${name}`,
});

describe('licences', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND ISC', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only', false],
    ['unknown', false],
  ])('%s: %s', (expression, allowed) => {
    expect(isAllowedLicense(expression)).toBe(allowed);
  });

  it('names a package whose licence is not allowed', () => {
    expect(licenseProblems([packageOf('a', 'MIT'), packageOf('b', 'AGPL-3.0')])).toEqual([
      'b 1.0.0 has licence AGPL-3.0, which is not on the list',
    ]);
  });

  it('lists packages in one order, whatever order they come in', () => {
    const [a, b] = [packageOf('a', 'MIT'), packageOf('b', 'ISC')];
    expect(renderLicenses([b, a])).toBe(renderLicenses([a, b]));
    expect(renderLicenses([a])).toBe('a 1.0.0\nMIT\n\ntext of a\n');
  });
});

describe('packageFolders', () => {
  it('finds foreign packages, nested and scoped ones too, and leaves our own out', () => {
    const modules = [
      { nameForCondition: '/r/packages/core/lib/index.js' },
      { nameForCondition: '/r/node_modules/@actions/core/lib/core.js' },
      {
        nameForCondition: null,
        modules: [{ nameForCondition: '/r/node_modules/a/node_modules/b/x/y.js' }, {}],
      },
    ];
    expect(packageFolders(modules)).toEqual([
      '/r/node_modules/@actions/core',
      '/r/node_modules/a/node_modules/b',
    ]);
  });
});

describe('hashFolder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-hash-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('changes with a name or a content, not with files that the filter leaves out', async () => {
    const hash = (): Promise<string> => hashFolder(folder, (path) => path.endsWith('.js'));
    const empty = await hash();
    await writeFile(join(folder, 'a.txt'), 'x');
    expect(await hash()).toBe(empty);
    await writeFile(join(folder, 'a.js'), 'x');
    const one = await hash();
    await writeFile(join(folder, 'a.js'), 'y');
    expect(new Set([empty, one, await hash()]).size).toBe(3);
  });
});
