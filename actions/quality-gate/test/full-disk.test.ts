import { ExternalError } from '@fairlead/core';
import { createFakeFiles } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { blameFullDisk } from '../src/check/full-disk.ts';
import { plainResult } from '../src/check/results.ts';
import type { ConditionStatus } from '../src/verdict/condition.ts';

const result = (status: ConditionStatus) =>
  plainResult(
    { name: 'test', status, actual: '', limit: '', reason: 'm did not build' },
    'GATE_TESTS_FAILED',
  );
const room = createFakeFiles({ '/c/x': '' });
const full = {
  ...room,
  write: () =>
    Promise.reject(new ExternalError({ code: 'DISK_FULL', message: 'the disk is full: 0 B free in /c' })),
};
const plan = { caches: ['/c'] };

it('a check that does not pass is not believed where the cache of Go has no room', async () => {
  const blamed = await blameFullDisk(result('failed'), { files: full }, plan);
  expect(blamed).toMatchObject({
    code: 'DISK_FULL',
    condition: { status: 'errored', reason: 'the disk is full: 0 B free in /c (m did not build)' },
  });
});

it.each<[string, Error]>([
  ['is not there', new ExternalError({ code: 'FILE_UNWRITABLE', message: 'no such folder' })],
  ['may not be written to', Object.assign(new Error('EACCES'), { code: 'EACCES' })],
])('a cache that %s says nothing about its room', async (_, error) => {
  const files = { ...room, write: () => Promise.reject(error) };
  expect(await blameFullDisk(result('failed'), { files }, plan)).toEqual(result('failed'));
});

it('it is believed where there is room, and a pass is a pass', async () => {
  expect(await blameFullDisk(result('failed'), { files: room }, plan)).toEqual(result('failed'));
  expect(await room.list('/c')).toEqual(['x']);
  expect(await blameFullDisk(result('passed'), { files: full }, plan)).toEqual(result('passed'));
});
