import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';

/**
 * What a job with actions/setup-go does, in two phases: ask Go, restore both folders as one archive by the exact hash of
 * go.mod; save them after a build when there was no hit. Plain JavaScript beside the bundled client, as an action is.
 */
const PHASES = `import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const cache = await import(new URL('index.js', import.meta.url));
const [phase, state] = process.argv.slice(2);
const go = (...args) => execFileSync('go', args, { encoding: 'utf8' }).trim();
if (phase === 'restore') {
  const version = go('version').split(' ')[2];
  go('env');
  const paths = [go('env', 'GOMODCACHE'), go('env', 'GOCACHE')];
  const hash = createHash('sha256').update(readFileSync('go.mod')).digest('hex');
  const key = 'setup-go-Linux-x64-' + version + '-' + hash;
  const hit = await cache.restoreCache(paths, key);
  writeFileSync(state, JSON.stringify({ paths, key, hit }));
} else {
  const { paths, key, hit } = JSON.parse(readFileSync(state, 'utf8'));
  if (hit === undefined) await cache.saveCache(paths, key);
}
`;

/** Bundles the client, as the dist of setup-go is bundled, and writes the phases beside it. Gives the script. */
export async function writeSetupGoWay(root: string, folder: string): Promise<string> {
  const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  const client = join(root, 'node_modules/@actions/cache/lib/cache.js');
  const argv = [process.execPath, ncc, 'build', client, '--no-cache', '-o', folder] as const;
  const { code, output } = await run(argv, { cwd: root });
  if (code !== 0) throw new Problem(`ncc could not bundle the cache client (exit code ${code})\n${output}`);
  const script = join(folder, 'phases.mjs');
  await writeFile(script, PHASES);
  return script;
}
