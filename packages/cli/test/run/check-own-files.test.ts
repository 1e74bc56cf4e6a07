import { createFakeFiles, createFakeGit } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { checkOwnFiles } from '../../src/run/check-own-files.ts';

const ALLOWED = '(allowed: a file that git does not track, in a folder that is there)';

describe('files that options of the program name', () => {
  const check = (own: Readonly<Record<string, string>>) => {
    const files = createFakeFiles(
      { '/workspace/README.md': '', '/workspace/dir/x': '', '/workspace/old.md': '', '/locked/x': '' },
      { '/workspace/link.md': '/workspace/README.md', '/workspace/gone.md': '/workspace/nowhere/x' },
    );
    const git = createFakeGit({ answers: { 'ls-files -z -- README.md': 'README.md\0' } });
    const mayWrite = (path: string) => !['/locked', '/workspace/dir/x'].includes(path);
    return checkOwnFiles(own, { files, git, cwd: '/workspace', mayWrite });
  };

  it.each([
    ['README.md', 'is a file that git tracks'],
    ['link.md', 'is a file that git tracks'],
    ['.git/HEAD', '.git is not a folder'],
    ['dir', 'is a folder'],
    ['none/s.md', 'none is not a folder'],
    ['README.md/s.md', 'README.md is not a folder'],
    ['/locked/new.md', 'may not be written to'],
    ['dir/x', 'may not be written to'],
    ['gone.md', 'nowhere is not a folder'],
  ])('%s: %s', async (text, problem) => {
    expect(await check({ 'summary-to': text })).toEqual([
      `--summary-to ${JSON.stringify(text)}: ${problem} ${ALLOWED}`,
    ]);
  });

  it.each(['new.md', 'old.md', 'dir/new.md', '/top.md'])('%s may be written', async (text) => {
    expect(await check({ 'summary-to': text, 'outputs-to': 'o.json' })).toEqual([]);
  });

  it('are told all at once', async () => {
    expect(await check({ 'outputs-to': 'dir', 'summary-to': 'none/s.md' })).toHaveLength(2);
  });
});
