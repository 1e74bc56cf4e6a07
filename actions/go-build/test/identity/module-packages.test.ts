import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { expect, test } from 'vitest';
import { readModulePackages } from '../../src/identity/module-packages.ts';
import { module } from '../fixtures.ts';

/** Packages of a module by folder, each with what it imports; `.` begins a path of the module. */
async function packagesOf(imports: Readonly<Record<string, readonly string[]>>) {
  const root = await mkdtemp(join(tmpdir(), 'fairlead-packages-'));
  for (const [folder, paths] of Object.entries(imports)) {
    const file = join(root, folder, 'code.go');
    await mkdir(dirname(file), { recursive: true });
    const lines = paths.map((path) => `import _ "${path.replace(/^\./, 'example.com/x')}"\n`).join('');
    await writeFile(file, `package p\n\n${lines}`);
  }
  const packages = readModulePackages(createNodeFiles('/nonexistent'), module(root, 'example.com/x'));
  return (from: string, to: string) => packages.reaches(join(root, from), to.replace(/^\./, 'example.com/x'));
}

test('a package is reached over others, beside packages of other modules, and in a circle', async () => {
  const reaches = await packagesOf({
    cmd: ['./app', 'fmt', 'example.org/other'],
    app: ['./cmd', './deep', 'os'],
    deep: ['./version', 'io'],
    version: [],
    apart: ['./version'],
  });
  expect(await reaches('cmd', './version')).toBe(true);
  expect(await reaches('cmd', 'io')).toBe(true);
  expect(await reaches('cmd', './apart')).toBe(false);
  expect(await reaches('version', './version')).toBe(false);
});

test('a package is reached over the one at the top of the module', async () => {
  const reaches = await packagesOf({ cmd: ['.'], '.': ['./deep'], deep: ['io'], beside: ['os'] });
  expect(await reaches('cmd', './deep')).toBe(true);
  expect(await reaches('cmd', 'io')).toBe(true);
  expect(await reaches('cmd', 'os')).toBe(false);
});
