import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { runnerCache } from '../../src/demo/runner-cache.ts';

let state: string;
let compiled: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-runner-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  [state, compiled] = [join(folder, 'state'), await mkdtemp(join(folder, 'compiled-'))];
  await writeFile(join(compiled, 'a'), 'of the image');
});

it('a first demo begins with what was compiled for the image, as a copy of its own', async () => {
  const folder = await runnerCache(state, compiled);
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('of the image');
  await writeFile(join(folder, 'a'), 'changed');
  expect(await readFile(join(compiled, 'a'), 'utf8')).toBe('of the image');
  expect(await readdir(state)).toEqual(['go-build']);
});

it('a later one keeps what its jobs have compiled', async () => {
  const folder = await runnerCache(state, compiled);
  await writeFile(join(folder, 'b'), 'of a job');
  expect(await runnerCache(state, compiled)).toBe(folder);
  expect(await readFile(join(folder, 'b'), 'utf8')).toBe('of a job');
});

it('where only the engine has the image, it begins with nothing', async () => {
  const folder = await runnerCache(state, join(compiled, 'gone'));
  expect(await readdir(folder).catch(() => 'not there')).toBe('not there');
});

it('two that begin at the same time do not disturb each other', async () => {
  const [one, other] = await Promise.all([runnerCache(state, compiled), runnerCache(state, compiled)]);
  expect(one).toBe(other);
  expect(await readdir(one)).toEqual(['a']);
});
