import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BundlerStats } from './bundler.ts';

/** What ncc gives for an entry. */
interface NccResult {
  readonly code: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Uint8Array }>>;
  readonly stats: { toJson(options: object): BundlerStats };
}

type Ncc = (entry: string, options: { readonly cache: false; readonly quiet: true }) => Promise<NccResult>;

/** The parts of the bundler's statistics that are read: the rest is tens of megabytes. */
const WANTED = { all: false, modules: true, nestedModules: true };

const [root = '', ...pairs] = process.argv.slice(2);
const ncc = createRequire(join(root, 'package.json'))('@vercel/ncc') as Ncc;

/** Bundles the compiled entry of a workspace as ncc's own program does, which is told the folder by where it runs. */
async function bundle(folder: string, out: string): Promise<void> {
  process.chdir(folder);
  const { code, assets, stats } = await ncc(join(folder, 'lib/bundle.js'), { cache: false, quiet: true });
  const files = Object.entries(assets).map(([name, { source }]) => [name, source] as const);
  for (const [name, content] of [['index.js', code] as const, ...files]) {
    const path = join(out, 'dist', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  await writeFile(join(out, 'stats.json'), JSON.stringify(stats.toJson(WANTED)));
}

for (let index = 0; index < pairs.length; index += 2) {
  const [folder = '', out = ''] = pairs.slice(index, index + 2);
  const started = performance.now();
  await bundle(folder, out);
  console.log(`bundled in ${Math.round(performance.now() - started)} ms`);
}
