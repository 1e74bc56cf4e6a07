import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTar } from '@fairlead/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureModuleProxy } from '../src/images/module-proxy.ts';
import { makePauseArchive } from '../src/images/pause.ts';
import { createToolbox } from '../src/tools/toolbox.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fl-images-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function listTar(archive: Buffer): string[] {
  return execFileSync('tar', ['-tvf', '-'], { input: archive }).toString().trim().split('\n');
}

test('an archive is read by tar, with its modes', () => {
  const [line] = listTar(makeTar([{ path: 'bin/pause', content: Buffer.alloc(700, 1), mode: 0o755 }]));
  expect(line).toMatch(/^-rwxr-xr-x 0\/0 +700 1970-01-01 .* bin\/pause$/);
});

test('an image archive names its configuration and layer', async () => {
  writeFileSync(join(folder, 'pause'), 'program');
  const names = listTar(await makePauseArchive(join(folder, 'pause'), 'amd64')).map((line) =>
    line.split(' ').at(-1),
  );
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/), 'layer.tar', 'manifest.json']);
});

test('a module proxy names a folder without go.mod', async () => {
  const toolbox = createToolbox({ cacheDir: join(folder, 'cache') });
  await expect(ensureModuleProxy([folder], toolbox)).rejects.toThrow(/modules .*has no go\.mod/);
});
