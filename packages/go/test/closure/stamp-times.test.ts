import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentTime, hashTree, shortHash, stampTimes } from '../../src/index.ts';

describe('times that follow from contents', () => {
  it('are apart for hashes that are apart, old, and whole to the microsecond', () => {
    const times = Array.from({ length: 20_000 }, (_, index) => contentTime(shortHash(String(index))));
    expect(new Set(times).size).toBe(20_000);
    // 30 bits are left of a file system that keeps seconds: a collision among so many is no accident of the mapping
    expect(new Set(times.map(Math.floor)).size).toBeGreaterThan(19_990);
    expect(Math.min(...times)).toBeGreaterThan(31_536_000);
    expect(Math.max(...times)).toBeLessThan(1_531_536_000);
    expect(contentTime('0'.repeat(32))).toBe(31_536_000);
    const first = Number(16n ** 23n % 1_500_000_000_000_000n);
    expect(contentTime(`1${'0'.repeat(31)}`)).toBe((31_536_000_000_000 + first) / 1_000_000);
    expect(contentTime(`${'0'.repeat(23)}1${'f'.repeat(8)}`)).toBe(31_536_000.000001);
  });

  it('stamp files, links and folders; a folder changes with what is in it', () => {
    const stamps = (tree: Record<string, string>): Record<string, number> => {
      const found: Record<string, number> = {};
      const hashes = new Map(Object.entries(tree).map(([path, text]) => [path, shortHash(text)]));
      stampTimes('/w', hashes, (path, seconds) => void Object.assign(found, { [path]: seconds }));
      return found;
    };
    const before = stamps({ 'a/b/x': '1', y: '1' });
    expect(Object.keys(before).sort()).toEqual(['/w', '/w/a', '/w/a/b', '/w/a/b/x', '/w/y']);
    const after = stamps({ 'a/b/x': '2', y: '1' });
    const changed = Object.keys(before).filter((path) => before[path] !== after[path]);
    expect(changed.sort()).toEqual(['/w', '/w/a', '/w/a/b', '/w/a/b/x']);
    expect(stamps({ y: '1', 'a/b/x': '1' })).toEqual(before);
  });

  it('see an edit of equal size on a real file system, and are the same for the same content', async () => {
    const root = await mkdtemp(join(tmpdir(), 'fairlead-times-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const timeOf = async (text: string): Promise<bigint> => {
      await writeFile(join(root, 'x'), text);
      stampTimes(root, await hashTree(root));
      return (await stat(join(root, 'x'), { bigint: true })).mtimeNs;
    };
    await symlink('nowhere', join(root, 'link'));
    const [first, second, again] = [await timeOf('one'), await timeOf('two'), await timeOf('one')];
    expect(second).not.toBe(first);
    expect(again).toBe(first);
    expect(first % 1_000_000_000n).not.toBe(0n);
  });
});
