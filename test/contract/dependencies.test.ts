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
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
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

/** All entries of the lock file, by folder. */
async function readLock(): Promise<Record<string, LockEntry>> {
  const text = await readFile(join(REPOSITORY_ROOT, 'package-lock.json'), 'utf8');
  return (JSON.parse(text) as { packages: Record<string, LockEntry> }).packages;
}

it('the lock file is whole: npm ci refuses one that lacks a package, even of another platform', async () => {
  const packages = await readLock();
  const missing = Object.entries(packages).flatMap(([folder, entry]) => {
    const wanted = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
    return wanted.filter((name) => !isLocked(packages, folder, name)).map((name) => `${name} for ${folder}`);
  });
  expect(missing).toEqual([]);
});

it('every package of the lock file is pinned by its hash, those of other platforms too', async () => {
  const foreign = Object.entries(await readLock()).filter(
    ([folder, { link }]) => folder.includes('node_modules/') && link !== true,
  );
  expect(foreign.length).toBeGreaterThan(200);
  const open = foreign.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''));
  expect(open.map(([folder]) => folder)).toEqual([]);
});

/** Whether a package finds another one in its own `node_modules` or in one above. */
function isLocked(packages: Readonly<Record<string, LockEntry>>, folder: string, name: string): boolean {
  for (let from = folder; ; from = from.replace(/(^|\/)(node_modules\/)?(@[^/]+\/)?[^/]+$/, '')) {
    if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in packages) return true;
    if (from === '') return false;
  }
}

it('whatever can get into a bundle has a licence that MIT allows', async () => {
  const bundled = Object.entries(await readLock()).filter(
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
