import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { forgeStep } from '@fairlead/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ordersFolder } from './support/helm.ts';

const execute = promisify(execFile);

let workspace: string;

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'fairlead-variants-'));
  await cp(ordersFolder, workspace, { recursive: true });
});

afterAll(() => rm(workspace, { recursive: true, force: true }));

/** The settings of this machine's Go that say where modules come from and go to. */
function machineSettings(): Record<string, string> {
  const names = ['GOPROXY', 'GOSUMDB', 'GOCACHE', 'GOMODCACHE'];
  const values = JSON.parse(execFileSync('go', ['env', '-json', ...names], { encoding: 'utf8' }));
  return { ...(values as Record<string, string>), GOTOOLCHAIN: 'local' };
}

it('variants that are written in the config file by hand are built of a service with its modules', async () => {
  await mkdir(join(workspace, '.github'), { recursive: true });
  const targets = ['linux/amd64/v3', 'linux/arm/7'];
  await writeFile(
    join(workspace, '.github/fairlead.yml'),
    `go-build:\n  targets:\n${targets.map((target) => `    - ${target}\n`).join('')}`,
  );
  const step = await forgeStep({ action: 'go-build', workspace, env: machineSettings() });
  const result = await step.main();
  expect(result.exitCode, result.log).toBe(0);
  const built = JSON.parse(result.outputs['binaries'] ?? '[]') as { target: string; path: string }[];
  expect(built.map(({ target }) => target)).toEqual(targets);
  const settings = async (path: string): Promise<string> =>
    (await execute('go', ['version', '-m', join(workspace, path)])).stdout;
  const wanted = [/GOAMD64=v3$/m, /GOARM=7(,hardfloat)?$/m];
  for (const [index, { path }] of built.entries())
    expect(await settings(path), path).toMatch(wanted[index] ?? '');
  expect(built.map(({ path }) => path)).toEqual(['bin/linux-amd64-v3/orders', 'bin/linux-arm-7/orders']);
});
