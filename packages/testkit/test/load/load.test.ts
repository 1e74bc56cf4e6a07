import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBounds, checkLoopback, readRecords } from '../../src/load/load-record.ts';
import { startLoad } from '../../src/load/start-load.ts';

describe('bounds', () => {
  it.each(['http://127.0.0.1:1/', 'http://localhost/', 'http://[::1]:8/'])('accepts %s', (url) => {
    expect(() => checkLoopback(url)).not.toThrow();
  });

  it.each(['http://10.0.0.1/', 'http://example.com/', 'http://127.0.0.1.example.com/'])(
    'refuses %s',
    (url) => {
      expect(() => checkLoopback(url)).toThrow(/only to the loopback/);
    },
  );

  it('limits rate and time', () => {
    expect(() => checkBounds({ rate: 200, seconds: 1800 })).not.toThrow();
    expect(() => checkBounds({ rate: 201, seconds: 1 })).toThrow(/rate 201/);
    expect(() => checkBounds({ rate: 1, seconds: Number.NaN })).toThrow(/seconds NaN/);
  });

  it('leaves out a record that was cut off', () => {
    expect(readRecords('{"at":1,"status":200,"commit":"","pod":"","ms":1}\n{"at":2,"sta')).toHaveLength(1);
  });
});

describe('the generator', () => {
  let folder = '';
  const server = createServer((request, response) => {
    response.writeHead(request.headers.host === 'orders.example.com' ? 200 : 503, {
      'x-orders-commit': 'abc',
      'x-orders-pod': 'pod-1',
    });
    response.end('ok');
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-load-'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('records every answer with version and pod, and ends by itself', async () => {
    const { port } = server.address() as AddressInfo;
    const out = join(folder, 'load.jsonl');
    const load = await startLoad({
      url: `http://127.0.0.1:${port}/`,
      host: 'orders.example.com',
      rate: 50,
      seconds: 1,
      out,
    });
    await expect.poll(async () => (await load.records()).length, { timeout: 10_000 }).toBe(50);
    const records = await load.stop();
    expect(records).toHaveLength(50);
    expect(records[0]).toMatchObject({ status: 200, commit: 'abc', pod: 'pod-1' });
  });

  it('says so when the generator failed: what it recorded would look like peace', async () => {
    const load = await startLoad({
      url: 'http://example.com/',
      rate: 1,
      seconds: 1,
      out: join(folder, 'failed.jsonl'),
      wrap: (argv) => ['/usr/bin/env', ...argv],
    });
    await load.ended();
    await expect(load.stop()).rejects.toThrow(/ended by itself \(exit code 1\): .*only to the loopback/s);
  });

  it('can be stopped before it has begun', async () => {
    const { port } = server.address() as AddressInfo;
    const load = await startLoad({
      url: `http://127.0.0.1:${port}/`,
      rate: 1,
      seconds: 60,
      out: join(folder, 'early.jsonl'),
    });
    expect(Array.isArray(await load.stop())).toBe(true);
  });

  it('records a refused connection as status 0', async () => {
    const load = await startLoad({
      url: 'http://127.0.0.1:9/',
      rate: 20,
      seconds: 0.5,
      out: join(folder, 'none.jsonl'),
    });
    await expect.poll(async () => (await load.records()).length, { timeout: 10_000 }).toBe(10);
    expect((await load.stop()).every((record) => record.status === 0 && record.error !== undefined)).toBe(
      true,
    );
  });
});
