import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { npmPackageFolder, requireHash } from '../src/tools/npm-package.ts';

const archive = Buffer.from('archive');
const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
const spec = { name: 'tool', package: '@a/tool', version: '1.0.0', integrity, size: '1 MB', recipe: 1 };

describe('a package of npm in the cache', () => {
  it('has a folder of its own for each version, hash and recipe', () => {
    const env = { XDG_CACHE_HOME: '/cache' };
    const folder = npmPackageFolder(spec, env);
    expect(folder).toMatch(/^\/cache\/fairlead\/tools\/tool-[0-9a-f]{16}$/);
    expect(npmPackageFolder({ ...spec, size: '2 MB' }, env)).toBe(folder);
    for (const change of [{ version: '1.0.1' }, { integrity: 'sha512-x' }, { recipe: 2 }])
      expect(npmPackageFolder({ ...spec, ...change }, env)).not.toBe(folder);
  });

  it('is refused with another hash', () => {
    expect(() => requireHash(spec, archive)).not.toThrow();
    expect(() => requireHash(spec, Buffer.from('another'))).toThrow(
      `the package of tool has the hash sha512-${createHash('sha512').update('another').digest('base64')}, not ${integrity}`,
    );
  });
});
