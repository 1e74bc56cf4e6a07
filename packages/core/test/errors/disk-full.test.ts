import { expect, test } from 'vitest';
import { classifyError } from '../../src/index.ts';

const refused = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: no space left on device, write`), { code, path });

test.each(['ENOSPC', 'EDQUOT'])('%s is a full disk, with the folder, what is free and what to do', (code) => {
  const error = classifyError(refused(code, '/tmp/not/there/file'));
  expect(error.code).toBe('DISK_FULL');
  expect(error.message).toMatch(/^the disk is full: [\d.]+ (B|kB|MB|GB) free in \/tmp$/);
  expect(error.hint).toContain('make room');
});

test('a full disk without a path keeps the words of the system', () => {
  expect(classifyError(refused('ENOSPC')).message).toBe(
    'the disk is full: ENOSPC: no space left on device, write',
  );
});
