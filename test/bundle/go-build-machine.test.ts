import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf } from './support/go-build.ts';
import { TWO_COMMANDS } from './support/go-workspace.ts';

/** A go that does commands, by a pattern of the shell, as it pleases and everything else as the real one does. */
async function goThat(commands: string, script: string): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-go-'));
  const real = execFileSync('which', ['go'], { encoding: 'utf8' }).trim();
  const file = join(folder, 'go');
  await writeFile(file, `#!/bin/sh\ncase "$1 $2" in ${commands})\n${script}\nesac\nexec ${real} "$@"\n`);
  await chmod(file, 0o755);
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
}

describe('what the machine does is not blamed on the code', () => {
  test.each([
    [
      'a compiler that is killed',
      'build*',
      'echo "example.com/shop/a: /usr/local/go/pkg/tool/linux_amd64/compile: signal: killed" >&2; exit 1',
      /^TOOL_KILLED: .*compile: signal: killed/,
    ],
    [
      'a linker that is killed',
      'build*',
      'echo "example.com/shop/a: /usr/local/go/pkg/tool/linux_amd64/link: signal: killed" >&2; exit 1',
      /^TOOL_KILLED: .*link: signal: killed/,
    ],
    ['a go command that is killed', 'build*', 'kill -9 $$', /^TOOL_KILLED: .*SIGKILL/],
    [
      'a linker without room',
      'build*',
      'printf "# example.com/shop\\nlink: mapping output file failed: no space left on device\\n" >&2; exit 1',
      /^DISK_FULL: the disk is full while compiling for .*mapping output file failed/,
    ],
    [
      'a list that cannot be written down',
      'list*',
      'printf \'{\\n\\t"ImportPath": "./...",\\n\\t"Error": {\\n\\t\\t"Err": "pattern ./...: write /c/b3-d: no space left on device"\\n\\t}\\n}\\n\'; exit 0',
      /^DISK_FULL: .*write \/c\/b3-d: no space left on device/,
    ],
    [
      'a module cache without room',
      'mod*|"list -deps"',
      'echo "go: write /m/cache/x.zip: no space left on device" >&2; exit 1',
      /^DISK_FULL: the disk is full while downloading modules/,
    ],
  ])('%s', async (_, commands, script, message) => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, {}, { env: await goThat(commands, script) });
    expect(result.exitCode).toBe(1);
    expect(errorsOf(result)).toMatchObject([{ message: expect.stringMatching(message) as string }]);
    expect(result.log).toMatch(/hint: (most likely the memory is used up: set concurrency: 1|make room)/);
  });
});
