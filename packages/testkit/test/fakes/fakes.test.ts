import { CancelledError, ExternalError, ToolError } from '@fairlead/core';
import { describe, expect, test } from 'vitest';
import {
  createFakeClock,
  createFakeExec,
  createFakeFiles,
  createFakeHost,
  createFakeHttp,
} from '../../src/index.ts';

describe('the fake clock', () => {
  test('an hour takes no time, and sleepers share one time line', async () => {
    const clock = createFakeClock();
    const order: string[] = [];
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      order.push(`${name} at ${clock.monotonic()}`);
    };
    await Promise.all([sleep('b', 3_600_000), sleep('a', 1000)]);
    expect(order).toEqual(['a at 1000', 'b at 3600000']);
    expect(clock.sleeps).toEqual([3_600_000, 1000]);
  });

  test('plans happen before the sleeper of their moment, and an abort wakes it', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    clock.at(500, () => controller.abort());
    await expect(clock.sleep(1000, controller.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(clock.monotonic()).toBe(500);
  });
});

describe('the fake exec', () => {
  test('answers from transcripts, streams lines, remembers calls', async () => {
    const exec = createFakeExec([{ on: 'go version', stdout: 'go1.25\n' }]);
    const lines: string[] = [];
    const result = await exec.run('go', ['version'], { onLine: (line) => void lines.push(line) });
    expect([result.stdout, lines, exec.commands]).toEqual(['go1.25\n', ['go1.25'], ['go version']]);
  });

  test('fails as the real one does', async () => {
    const exec = createFakeExec([{ on: 'go', exitCode: 2, stderr: 'no' }], ['helm']);
    await expect(exec.run('go', ['build'])).rejects.toMatchObject({ code: 'TOOL_FAILED', exitCode: 2 });
    await expect(exec.run('helm', [])).rejects.toBeInstanceOf(ToolError);
    expect((await exec.run('go', ['x'], { okCodes: 'any' })).exitCode).toBe(2);
  });

  test('times: the next transcript takes over; an unknown call is an error of the test', async () => {
    const exec = createFakeExec([
      { on: /status/, stdout: 'pending', times: 1 },
      { on: /status/, stdout: 'done' },
    ]);
    const ask = async (): Promise<string> => (await exec.run('helm', ['status'])).stdout;
    expect([await ask(), await ask(), await ask()]).toEqual(['pending', 'done', 'done']);
    await expect(exec.run('rm', ['-rf'])).rejects.toThrow('no transcript for: rm -rf');
  });
});

test('the fake http answers from routes in order', async () => {
  const http = createFakeHttp([
    { url: 'http://a/', fails: 'ECONNREFUSED', times: 1 },
    { method: 'POST', url: /a/, status: 201, body: (request: { body?: unknown }) => ({ got: request.body }) },
  ]);
  await expect(http.send({ url: 'http://a/' })).rejects.toBeInstanceOf(ExternalError);
  const answer = await http.send({ method: 'POST', url: 'http://a/', body: 'x' });
  expect([answer.status, answer.json()]).toEqual([201, { got: 'x' }]);
  await expect(http.send({ url: 'http://b/' })).rejects.toThrow('no route for: GET http://b/');
});

test('fake files know folders, modes and removal', async () => {
  const files = createFakeFiles({ '/w/a/b.txt': 'b' });
  await files.write('/w/a/c.txt', 'c', 0o600);
  expect(await files.list('/w')).toEqual(['a']);
  expect(await files.list('/w/a')).toEqual(['b.txt', 'c.txt']);
  expect(await files.stat('/w/a')).toMatchObject({ kind: 'directory' });
  expect(await files.stat('/w/a/c.txt')).toEqual({ kind: 'file', size: 1, mode: 0o600 });
  await files.remove('/w/a');
  expect(await files.stat('/w/a/b.txt')).toBeUndefined();
  await expect(files.readText('/w/a/b.txt')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('the fake host hides what was masked', () => {
  const host = createFakeHost({ inputs: { a: ' 1 ', b: '' } });
  host.mask('hunter22');
  host.info('it is hunter22');
  host.appendSummary('hunter22');
  expect([host.input('a'), host.input('b'), host.lines, host.summary]).toEqual([
    '1',
    undefined,
    ['it is ***'],
    '***',
  ]);
});
