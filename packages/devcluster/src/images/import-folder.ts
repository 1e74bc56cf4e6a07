import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import { ToolError } from '@fairlead/core';

/** What a Go toolchain needs for tests of itself only; a third of its size. */
const LEFT_OUT = ['./usr/local/go/test', './usr/local/go/doc', './usr/local/go/api', 'testdata', '*_test.go'];

/** Packs a folder, following its symbolic links, and gives it to a docker engine as an image of one layer. */
export async function importFolder(
  docker: readonly string[],
  folder: string,
  image: string,
  changes: readonly string[],
): Promise<void> {
  const excludes = LEFT_OUT.map((pattern) => `--exclude=${pattern}`);
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const pack = ['tar', '--create', '--dereference', ...owner, ...excludes, '-C', folder, '.'];
  const load = [...docker, 'import', ...changes.flatMap((change) => ['--change', change]), '-', image];
  const packer = start(pack, 'ignore');
  const loader = start(load, 'pipe');
  if (packer.child.stdout === null || loader.child.stdin === null)
    throw new Error('no pipe to the docker engine');
  const moved = pipeline(packer.child.stdout, loader.child.stdin);
  const [packed, loaded] = await Promise.all([packer.ended, loader.ended, moved.catch(() => {})]);
  if (loaded !== undefined) throw failure(load, loaded);
  if (packed !== undefined) throw failure(pack, packed);
}

interface Started {
  readonly child: ReturnType<typeof spawn>;
  /** The last words of a program that failed; undefined for one that did not. */
  readonly ended: Promise<string | undefined>;
}

function start(argv: readonly string[], stdin: 'ignore' | 'pipe'): Started {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { cwd: '/', stdio: [stdin, 'pipe', 'pipe'] });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  if (stdin === 'pipe') child.stdout?.resume();
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? undefined : words.trim() || `exit code ${code}`));
  });
  return { child, ended };
}

function failure(argv: readonly string[], words: string): ToolError {
  return new ToolError({
    code: 'TOOL_FAILED',
    message: `${argv[0]} failed: ${words.split('\n').at(-1)}`,
    argv,
    lastLines: words.split('\n').slice(-10),
  });
}
