import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';
import type { Program, Tree } from './program.ts';

const MODULE = 'github.com/prometheus/pushgateway@v1.11.1';
const NEXT = 'github.com/prometheus/common@v0.64.0';
const EDITS = [
  'handler/misc.go',
  'storage/interface.go',
  'handler/status.go',
  'histogram/prometheus_model.go',
] as const;
const PINS = ['go.mod', 'go.sum'];

/**
 * A real program with a server, from the proxy that this machine's go command uses. What a build of it needs is fetched
 * once; from then on the module cache that it lies in is the proxy, as it has the layout of one.
 */
export async function realProgram(): Promise<Program> {
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-bench-real-'));
  const modules = join(scratch, 'mod');
  const go = async (cwd: string, ...args: readonly string[]): Promise<string> => {
    const env = {
      ...process.env,
      GOMODCACHE: modules,
      GOFLAGS: '-modcacherw',
      GOTOOLCHAIN: 'local',
      GOWORK: 'off',
    };
    const { code, output } = await run(['go', ...args], { cwd, env });
    if (code !== 0) throw new Problem(`go ${args.join(' ')} failed:\n${output}`);
    return output;
  };
  const [first, next] = [join(scratch, 'first'), join(scratch, 'next')];
  const module = JSON.parse(await go(scratch, 'mod', 'download', '-json', MODULE)) as {
    readonly Dir: string;
  };
  for (const folder of [first, next]) await cp(module.Dir, folder, { recursive: true });
  await go(next, 'get', NEXT);
  for (const folder of [first, next]) await go(folder, 'list', '-deps', '-f', '', '.');
  const files = await readTree(first, [...PINS, ...EDITS, 'README.md']);
  const pins = await readTree(next, PINS);
  return {
    name: 'real',
    folder: first,
    files,
    main: '.',
    binary: 'pushgateway',
    proxy: `file://${join(modules, 'cache/download')}`,
    edits: EDITS,
    embedded: undefined,
    bump: (tree) => ({ ...tree, ...pins }),
    close: () => rm(scratch, { recursive: true, force: true }),
  };
}

async function readTree(folder: string, names: readonly string[]): Promise<Tree> {
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}
