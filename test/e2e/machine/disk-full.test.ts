import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { forgeStep, makeWorkspace, type PhaseResult } from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goEnvironment } from '../../bundle/support/go-workspace.ts';

let top: string;
let disk: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'fairlead-disk-'));
  disk = join(top, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
});
afterEach(async () => {
  execFileSync('umount', [disk]);
  await rm(top, { recursive: true });
});

/** Leaves only a few bytes free. */
function fill(): void {
  try {
    writeFileSync(join(disk, 'full'), Buffer.alloc(2_000_000));
  } catch {
    // that is the point
  }
}

const module = {
  'go.mod': 'module example.com/m\n\ngo 1.24\n',
  'main.go': 'package main\n\nfunc main() { println("hello") }\n',
  'main_test.go': 'package main\n\nimport "testing"\n\nfunc TestMain1(t *testing.T) {}\n',
};

async function run(
  action: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<PhaseResult> {
  const workspace = await makeWorkspace(module);
  const step = await forgeStep({
    action,
    inputs,
    workspace: workspace.folder,
    env: { ...(await goEnvironment()), ...env },
  });
  const result = await step.main();
  await step.dispose();
  await workspace.remove();
  return result;
}

const partials = (): readonly string[] =>
  readdirSync(disk, { recursive: true }).filter((name): name is string => String(name).endsWith('.partial'));

const FULL = /the disk is full: [\d.]+ (B|kB) free in \S*disk|no space left on device/;

it('a file that does not fit is told with its folder, and nothing of it stays', async () => {
  const files = createNodeFiles(join(disk, 'temp'));
  const written = files.write(join(disk, 'deep/file'), Buffer.alloc(2_000_000));
  await expect(written).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringMatching(/^the disk is full: [\d.]+ (B|kB|MB) free in \S+\/disk\/deep$/),
  });
  expect(readdirSync(join(disk, 'deep'))).toEqual([]);
});

describe('a disk that is full', () => {
  it('under the reports is told, and leaves nothing half-written', async () => {
    fill();
    const result = await run('go-build', {}, { FAIRLEAD_REPORTS: join(disk, 'reports') });
    expect(result.log).toMatch(FULL);
    expect(partials()).toEqual([]);
  });

  it('under the output of go-build is DISK_FULL', async () => {
    fill();
    const result = await run('go-build', { output: join(disk, 'bin') }, {});
    expect(result.annotations.at(-1)?.message).toMatch(/^DISK_FULL: /);
    expect(result.exitCode).toBe(1);
    expect(partials()).toEqual([]);
  });

  it.each(['go-build', 'quality-gate'])(
    'under TMPDIR of %s is DISK_FULL, an error and no failure of the code',
    async (action) => {
      fill();
      const result = await run(action, {}, { TMPDIR: disk, GOTMPDIR: disk });
      expect(result.annotations.at(-1)?.message).toMatch(/^DISK_FULL: /);
      expect(result.outputs['outcome']).toBe('error');
      expect(result.exitCode).toBe(1);
    },
  );

  it('under GOCACHE of quality-gate is DISK_FULL, although Go says only that it finds no packages', async () => {
    fill();
    const result = await run('quality-gate', {}, { GOCACHE: disk });
    expect(result.annotations.at(-1)?.message).toMatch(/^DISK_FULL: /);
    expect(result.outputs['outcome']).toBe('error');
  });
});
