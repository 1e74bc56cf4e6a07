import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { planFiles } from '../generate/plan-files.ts';
import { staleFiles } from '../generate/write-files.ts';
import { run } from '../system/run.ts';
import { layers } from '../test/layers.ts';
import { runLayer } from '../test/run-layer.ts';

/** One stage of `check`; the lines are its problems, and none is good. */
export interface CheckStage {
  readonly name: string;
  readonly run: (root: string) => Promise<readonly string[]>;
}

/** All stages. None depends on another, so all problems are shown at once. */
export const checkStages: readonly CheckStage[] = [
  {
    name: 'format and lint',
    run: (root) => node(root, '@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  },
  { name: 'types of sources', run: compileSources },
  { name: 'types of tests', run: (root) => node(root, 'typescript/bin/tsc', '-p', 'tsconfig.tests.json') },
  { name: 'generated files', run: checkGenerated },
  { name: 'contract tests', run: (root) => runTests(root, 'contract') },
  { name: 'unit tests', run: (root) => runTests(root, 'unit') },
];

async function node(root: string, script: string, ...args: readonly string[]): Promise<readonly string[]> {
  const argv = [process.execPath, join(root, 'node_modules', script), ...args] as const;
  const { code, output } = await run(argv, { cwd: root });
  return code === 0 ? [] : [output.trimEnd()];
}

async function compileSources(root: string): Promise<readonly string[]> {
  const folders = await Promise.all(
    ['packages', 'actions'].map(async (group) =>
      (await readdir(join(root, group))).map((name) => `${group}/${name}`),
    ),
  );
  return node(root, 'typescript/bin/tsc', '-b', ...folders.flat());
}

async function checkGenerated(root: string): Promise<readonly string[]> {
  const { files, problems } = await planFiles(root);
  const stale = await staleFiles(root, files);
  return [...problems, ...stale.map((path) => `${path} is stale: run npm run generate`)];
}

async function runTests(root: string, name: string): Promise<readonly string[]> {
  const layer = layers.find((known) => known.name === name);
  if (layer === undefined) return [`there is no layer "${name}"`];
  const lines: string[] = [];
  const { failed } = await runLayer(root, layer, [], (line) => lines.push(line));
  return failed.length === 0 ? [] : lines.filter((line) => !line.startsWith('  ✓'));
}
