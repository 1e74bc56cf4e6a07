import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordersFolder } from './support/helm.ts';

const execute = promisify(execFile);

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

  it('passes its tests with more than 75 % of statements covered', async () => {
    const profile = join(scratch, 'coverage.out');
    await run('go', 'test', './...', '-count=1', '-coverprofile', profile);
    const total = /total:\s+\(statements\)\s+([\d.]+)%/.exec(
      await run('go', 'tool', 'cover', '-func', profile),
    );
    expect(Number(total?.[1])).toBeGreaterThan(75);
  });

  it('passes its integration suite as a process', async () => {
    expect(await run('go', 'test', '-tags', 'integration', '-count=1', './test/...')).toContain('ok');
  });
});
