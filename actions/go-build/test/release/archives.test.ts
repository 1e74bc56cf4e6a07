import { gunzipSync } from 'node:zlib';
import { makeTar } from '@fairlead/core';
import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { packArchives, writeArchive, writeChecksums } from '../../src/release/pack.ts';
import { planArchives } from '../../src/release/plan-release.ts';
import { planned } from '../fixtures.ts';

const frame = { workspace: '/repo', workingDirectory: '/repo' };
const plan = (template: string, ...binaries: Parameters<typeof planArchives>[1]) =>
  planArchives(template, binaries, frame).map(({ path, format, binaries: inside }) => [
    path,
    format,
    ...inside.map(({ name }) => name),
  ]);

test('an archive for each binary, a zip for Windows, its name without the ending of the program', () => {
  expect(
    plan(
      'dist/{name}_{version}_{target}',
      planned('api', 'linux/amd64'),
      planned('api', 'windows/amd64'),
      planned('api', 'linux/arm/7'),
    ),
  ).toEqual([
    ['/repo/dist/api_v1.2.3_linux-amd64.tar.gz', 'tar.gz', 'api'],
    ['/repo/dist/api_v1.2.3_windows-amd64.zip', 'zip', 'api.exe'],
    ['/repo/dist/api_v1.2.3_linux-arm-7.tar.gz', 'tar.gz', 'api'],
  ]);
});

test('binaries with one name of an archive share it', () => {
  expect(plan('shop_{os}', planned('api', 'linux/amd64'), planned('worker', 'linux/amd64'))).toEqual([
    ['/repo/shop_linux.tar.gz', 'tar.gz', 'api', 'worker'],
  ]);
});

test('the bytes depend on nothing but the files and the time of the commit', async () => {
  const files = createFakeFiles({ '/repo/bin/api': 'ELF', '/repo/LICENSE': 'free\n' });
  const archives = planArchives('dist/{name}', [planned('api', 'linux/amd64')], frame);
  const extras = [{ absolute: '/repo/LICENSE', name: 'LICENSE' }];
  const [made] = await packArchives(
    { archives, extras },
    { files, show: (path) => path, date: '2026-01-02T03:04:05Z' },
  );
  const packed = Buffer.from(await files.readBytes('/repo/dist/api.tar.gz'));
  expect(made).toMatchObject({ path: '/repo/dist/api.tar.gz', size: packed.length });
  expect(packed.subarray(4, 10)).toEqual(Buffer.from([0, 0, 0, 0, 2, 255])); // no time, best compression, no system
  const inside = makeTar(
    [
      { path: 'api', content: Buffer.from('ELF'), mode: 0o755 },
      { path: 'LICENSE', content: Buffer.from('free\n'), mode: 0o644 },
    ],
    Date.parse('2026-01-02T03:04:05Z') / 1000,
  );
  expect(gunzipSync(packed).equals(inside)).toBe(true);
  expect(writeArchive('zip', [], 0).subarray(0, 2).toString()).toBe('PK');
});

test.each([
  ['', 0],
  ['1969-12-31T23:59:59Z', 0],
  ['1970-01-01T00:00:00Z', 0],
  ['1970-01-01T00:00:01.999Z', 1],
  ['2026-01-02T03:04:05Z', 1_767_323_045],
])('the time of what is packed, for the date %j, is %d', async (date, seconds) => {
  const files = createFakeFiles({ '/repo/bin/api': 'ELF' });
  const archives = planArchives('dist/{name}', [planned('api', 'linux/amd64')], frame);
  await packArchives({ archives, extras: [] }, { files, show: (path) => path, date });
  const header = gunzipSync(Buffer.from(await files.readBytes('/repo/dist/api.tar.gz'))).subarray(136, 147);
  expect(Number.parseInt(header.toString(), 8)).toBe(seconds);
});

test('the list of checksums is sorted, and its names are relative to its own folder', () => {
  const sha256 = 'f'.repeat(64);
  const made = ['/repo/dist/b', '/repo/bin/a', '/repo/dist/a'].map((absolute) => ({ absolute, sha256 }));
  expect(writeChecksums('/repo/dist/checksums.txt', made)).toBe(
    `${sha256}  ../bin/a\n${sha256}  a\n${sha256}  b\n`,
  );
});
