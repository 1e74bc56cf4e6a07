import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAllowedLicense, REPOSITORY_ROOT } from '@fairlead/devtools';
import { expect, it } from 'vitest';
import { readManifests } from './support/sources.ts';

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

const manifests = await readManifests();
const foreign = [...manifests].flatMap(([folder, manifest]) =>
  Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  })
    .filter(([name]) => !name.startsWith('@fairlead/'))
    .map(([name, version]) => ({ folder, name, version })),
);

it('every dependency is pinned exactly, and the same everywhere', () => {
  for (const { folder, name, version } of foreign)
    expect(version, `${name} in ${folder}`).toMatch(/^\d+\.\d+\.\d+$/);
  const versions = new Set(foreign.map(({ name, version }) => `${name} ${version}`));
  expect(versions.size).toBe(new Set(foreign.map(({ name }) => name)).size);
});

it('every dependency has its line, and no line is left over', async () => {
  const text = await readFile(join(REPOSITORY_ROOT, 'docs/dependencies.md'), 'utf8');
  const rows = [...text.matchAll(/^\| ([^|]+) \|/gm)].flatMap((match) => (match[1] ?? '').split(', '));
  const listed = rows.map((name) => name.trim()).filter((name) => name !== 'Package' && name !== '---');
  expect(listed.sort()).toEqual([...new Set(foreign.map(({ name }) => name))].sort());
});

it('whatever can get into a bundle has a licence that MIT allows', async () => {
  const text = await readFile(join(REPOSITORY_ROOT, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> };
  const bundled = Object.entries(packages).filter(
    ([path, entry]) => path.includes('node_modules/') && entry.dev !== true && entry.link !== true,
  );
  expect(bundled.length).toBeGreaterThan(20);
  const bad = bundled.filter(([, { license }]) => !isAllowedLicense(license ?? 'unknown'));
  expect(bad.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});

it('everything is ours, private and MIT, in one version', () => {
  const version = manifests.get('.')?.version;
  for (const [folder, manifest] of manifests) {
    expect(manifest, folder).toMatchObject({ private: true, license: 'MIT', version });
  }
});
