import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTar } from '../../src/archive/make-tar.ts';
import { makeZip } from '../../src/archive/make-zip.ts';

const long = `${'folder/'.repeat(20)}ünïcode.txt`;
const entries = [
  { path: 'api', content: Buffer.alloc(700, 1), mode: 0o755 },
  { path: long, content: Buffer.from('text\n') },
  { path: 'empty', content: Buffer.alloc(0) },
];

test('tar reads an archive with its modes, its time, and a long name', () => {
  const listed = execFileSync('tar', ['--utc', '--full-time', '--quoting-style=literal', '-tvf', '-'], {
    input: makeTar(entries, 1_700_000_000),
  }).toString();
  const lines = listed.trim().split('\n');
  expect(lines[0]).toMatch(/^-rwxr-xr-x 0\/0 +700 2023-11-14 22:13:20 api$/);
  expect(lines[1]).toMatch(/^-rw-r--r-- .* 5 /);
  expect(lines[1]?.endsWith(long)).toBe(true);
  expect(lines).toHaveLength(3);
});

test('a zip is read back byte by byte, with its modes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fl-zip-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'a.zip'), makeZip(entries));
  const script = [
    'import sys, zipfile',
    'z = zipfile.ZipFile(sys.argv[1])',
    'assert z.testzip() is None',
    'print([[i.filename, len(z.read(i)), oct(i.external_attr >> 16)] for i in z.infolist()])',
  ].join('\n');
  const read = execFileSync('python3', ['-c', script, join(folder, 'a.zip')], { encoding: 'utf8' });
  expect(read.trim()).toBe(
    `[['api', 700, '0o100755'], ['${long}', 5, '0o100644'], ['empty', 0, '0o100644']]`,
  );
});

test('equal files give equal bytes', () => {
  expect(makeZip(entries).equals(makeZip(entries))).toBe(true);
  expect(makeTar(entries).equals(makeTar(entries))).toBe(true);
});
