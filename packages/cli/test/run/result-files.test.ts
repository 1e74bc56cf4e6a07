import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { writeResultFiles } from '../../src/run/result-files.ts';

const result = { exitCode: 0, summary: '# Well', outputs: { outcome: 'passed' } };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-test-'));
});

it('writes one file where the other has become impossible, and says which', async () => {
  const own = { 'summary-to': 'gone/s.md', 'outputs-to': 'o.json' };
  expect(await writeResultFiles(result, own, folder)).toEqual([
    expect.stringMatching(/^--summary-to: .*gone\/s\.md could not be written: ENOENT/),
  ]);
  expect(JSON.parse(readFileSync(join(folder, 'o.json'), 'utf8'))).toEqual({ outcome: 'passed' });
  expect(await writeResultFiles(result, { 'summary-to': 's.md' }, folder)).toEqual([]);
  expect(readFileSync(join(folder, 's.md'), 'utf8')).toBe('# Well');
});
