import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { actionNames } from '@fairlead/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { renderConfigSchema } from '../../src/generate/config-schema.ts';
import { absoluteLinks } from '../../src/release/absolute-links.ts';
import { renderRootAction } from '../../src/release/root-action.ts';
import { writeMarketplaceTree, writeReleaseTree } from '../../src/release/write-trees.ts';

describe('renderRootAction', () => {
  it('names all five paths and fails', () => {
    const { runs } = parse(renderRootAction());
    const script = runs.steps[0].run as string;
    for (const name of ['go-build', 'quality-gate', 'docker-multistage', 'helm-deploy', 'canary-rollback']) {
      expect(script).toContain(`fairlead-actions/fairlead/actions/${name}@v1`);
    }
    expect(script.trimEnd().endsWith('exit 1')).toBe(true);
  });
});

describe('absoluteLinks', () => {
  const keeps = (path: string): boolean => path.startsWith('actions/go-build/');
  const link = (target: string): string =>
    absoluteLinks('actions/go-build/README.md', `[x](${target})`, keeps);

  it('leaves links that still lead somewhere', () => {
    for (const target of ['action.yml', '#inputs', 'https://go.dev/x', 'mailto:a@b']) {
      expect(link(target)).toBe(`[x](${target})`);
    }
  });

  it('makes links to what is not in the tree absolute, with their anchor', () => {
    expect(link('../../docs/a.md#b')).toBe(
      '[x](https://github.com/fairlead-actions/fairlead/blob/main/docs/a.md#b)',
    );
  });
});

describe('pictures in a tree', () => {
  const inTree = (text: string): string =>
    absoluteLinks('README.md', text, (path) => path === 'docs/kept.png');
  const raw = 'https://github.com/fairlead-actions/fairlead/raw/main/docs/a.png';

  it('are those of the checkout, as files and not as pages about them', () => {
    expect(inTree('![a](docs/a.png)')).toBe(`![a](${raw})`);
    expect(inTree('<img alt="a" src="docs/a.png" width="7">')).toBe(`<img alt="a" src="${raw}" width="7">`);
    expect(inTree('<source media="(x: dark)" srcset="docs/a.png">')).toBe(
      `<source media="(x: dark)" srcset="${raw}">`,
    );
    expect(inTree('[![a](docs/a.png)](docs/b.md)')).toBe(
      `[![a](${raw})](https://github.com/fairlead-actions/fairlead/blob/main/docs/b.md)`,
    );
  });

  it('stay when they are in the tree or have an address', () => {
    for (const text of ['![a](docs/kept.png)', '<img src="docs/kept.png">', `<img src="${raw}">`])
      expect(inTree(text)).toBe(text);
  });
});

describe('writeReleaseTree', () => {
  it('has the program with its checksum, and the config schema where its address says', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-release-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const [root, out] = [join(folder, 'root'), join(folder, 'out')];
    const schema = renderConfigSchema([]);
    const files: Record<string, string> = {
      LICENSE: '',
      'README.md': '[schema](docs/fairlead.schema.json), [why](docs/adr/0001.md)',
      'docs/fairlead.schema.json': schema,
      'packages/cli/dist/fairlead.js': 'program',
      '.github/workflows/called.yml': 'on: { workflow_call: { inputs: {} } }\njobs: {}\n',
      '.github/workflows/own.yml': 'on: push\njobs: {}\n',
    };
    for (const name of actionNames)
      for (const part of ['action.yml', 'README.md', 'dist/index.js', 'dist/main.js'])
        files[`actions/${name}/${part}`] = name;
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await writeReleaseTree(root, out);
    await writeReleaseTree(root, out); // over the earlier one
    expect(await readFile(join(out, 'cli/fairlead.js'), 'utf8')).toBe('program');
    expect(await readdir(join(out, '.github/workflows')), 'those that others may call').toEqual([
      'called.yml',
    ]);
    expect(await readFile(join(out, 'SHA256SUMS'), 'utf8')).toMatch(/^[0-9a-f]{64} {2}cli\/fairlead\.js$/m);
    const path = new URL(JSON.parse(schema).$id).pathname.replace('/fairlead-actions/fairlead/v1/', '');
    expect(await readFile(join(out, path), 'utf8')).toBe(schema);
    expect(await readFile(join(out, 'README.md'), 'utf8')).toBe(
      '[schema](docs/fairlead.schema.json), [why](https://github.com/fairlead-actions/fairlead/blob/main/docs/adr/0001.md)',
    );
  });

  it('gives one action as a tree that names the commit of the release', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-release-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const [root, out] = [join(folder, 'root'), join(folder, 'out')];
    for (const path of [
      'LICENSE',
      ...['action.yml', 'README.md', 'dist/main.js'].map((part) => `actions/go-build/${part}`),
    ]) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), path);
    }
    await writeMarketplaceTree(root, 'go-build', out, { version: 'v1.2.3', source: 's', commit: 'c' });
    expect(await readFile(join(out, 'dist/main.js'), 'utf8')).toBe('actions/go-build/dist/main.js');
    expect(JSON.parse(await readFile(join(out, 'release.json'), 'utf8'))).toEqual({
      version: 'v1.2.3',
      action: 'go-build',
      commit: 'c',
      source: 's',
    });
    const listed = (await readFile(join(out, 'SHA256SUMS'), 'utf8'))
      .split('\n')
      .map((line) => line.slice(66));
    expect(listed).toEqual(['LICENSE', 'README.md', 'action.yml', 'dist/main.js', 'release.json', '']);
  });
});
