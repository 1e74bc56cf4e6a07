import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../system/run.ts';
import type { Layer } from './layers.ts';
import { RESULTS_VARIABLE, SLOW_VARIABLE } from './line-reporter.ts';
import type { LayerResult, LayerRun } from './results.ts';

const MAIN = join(dirname(fileURLToPath(import.meta.url)), 'vitest-main.ts');

/** Workspaces are their sources here, compiled or not. */
const SOURCES = ['--conditions=fairlead-source', '--disable-warning=ExperimentalWarning'];

/** Runs one layer in a vitest of its own; never rejects because of a test. */
export async function runLayer(
  root: string,
  layer: Layer,
  filters: readonly string[],
  tell: (line: string) => void,
): Promise<LayerRun> {
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  const results = join(scratch, 'results.json');
  try {
    const { code, seconds } = await run([process.execPath, ...SOURCES, MAIN, `${layer.name}*`, ...filters], {
      cwd: root,
      env: {
        ...process.env,
        ...colours(),
        [RESULTS_VARIABLE]: results,
        [SLOW_VARIABLE]: layer.slow ? '1' : '0',
      },
      onLine: tell,
    });
    return { name: layer.name, seconds, ...(await readResult(results, code)) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The runner writes into our pipe; whether colours make sense depends on where we write. */
function colours(): Record<string, string> {
  return process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
}

async function readResult(path: string, code: number): Promise<LayerResult> {
  try {
    const result = JSON.parse(await readFile(path, 'utf8')) as LayerResult;
    if (code === 0 || result.failed.length > 0) return result;
    return { ...result, failed: [`the test runner ended with exit code ${code}`] };
  } catch {
    const failed = [`the test runner ended with exit code ${code} before it had a result`];
    return { passed: 0, failed, skipped: [], node: '' };
  }
}
