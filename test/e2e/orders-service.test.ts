import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordersFolder } from './support/helm.ts';

const execute = promisify(execFile);

async function edit(path: string, before: string, after: string): Promise<void> {
  const parts = (await readFile(path, 'utf8')).split(before);
  expect(parts, `${path} has ${before} once`).toHaveLength(2);
  await writeFile(path, parts.join(after));
}

describe('sample service', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fairlead-orders-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const run = async (program: string, ...args: string[]): Promise<string> =>
    (await execute(program, args, { cwd: ordersFolder })).stdout;

  it('is formatted and vetted', async () => {
    expect(await run('gofmt', '-l', '.')).toBe('');
    await run('go', 'vet', './...');
    await run('go', 'vet', '-tags', 'integration', './...');
  });

  it('DEP-16 DEP-44 OBS-12 OBS-13 passes its tests with more than 75 % of statements covered', async () => {
    const profile = join(scratch, 'coverage.out');
    await run('go', 'test', './...', '-count=1', '-coverprofile', profile);
    const total = /total:\s+\(statements\)\s+([\d.]+)%/.exec(
      await run('go', 'tool', 'cover', '-func', profile),
    );
    expect(Number(total?.[1])).toBeGreaterThan(75);
  });

  it('can be made worse by one line that no unit test notices', async () => {
    const copy = join(scratch, 'worse');
    await cp(ordersFolder, copy, { recursive: true });
    await edit(
      join(copy, 'internal/faults/defaults.go'),
      'DefaultErrorShare = 0.0',
      'DefaultErrorShare = 0.2',
    );
    await edit(join(copy, 'internal/store/catalog.go'), '"Spring catalogue"', '"Summer catalogue"');
    expect((await execute('gofmt', ['-l', '.'], { cwd: copy })).stdout).toBe('');
    await execute('go', ['test', './...'], { cwd: copy });
  });

  it('DEP-42 passes its integration suite as a process: it is replaced under load, and no request fails', async () => {
    expect(await run('go', 'test', '-tags', 'integration', '-count=1', './test/...')).toContain('ok');
  });
});
