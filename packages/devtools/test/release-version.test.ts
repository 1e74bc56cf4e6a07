import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../src/paths.ts';
import { addVersion, readChange } from '../src/release/changelog.ts';

describe('changelog', () => {
  it('reads the biggest bump of a change, and none from an empty one', () => {
    expect(readChange("---\n'@a/b': minor\n'@a/c': patch\n---\n\nText.\n")).toEqual({
      bump: 'minor',
      text: 'Text.',
    });
    expect(readChange('---\n---\n\nNothing.\n')).toBeUndefined();
  });

  it('puts the new version on top and keeps the rest', () => {
    const changes = [
      { bump: 'patch', text: 'One\ntwo.' },
      { bump: 'minor', text: 'More.' },
    ] as const;
    expect(addVersion('# Changelog\n\nIntro.\n\n## 0.1.0\n\n- Old.\n', '0.2.0', changes)).toBe(
      '# Changelog\n\nIntro.\n\n## 0.2.0\n\n### New\n\n- More.\n\n### Fixed\n\n- One\n  two.\n\n## 0.1.0\n\n- Old.\n',
    );
  });
});

describe('commit-release.sh', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-release-'));
    await mkdir(join(folder, 'tree'));
    await git('init', '--quiet', '--initial-branch=main', 'repository');
    await inRepository('commit', '--quiet', '--allow-empty', '-m', 'source');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const execute = promisify(execFile);
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t.invalid'];
  const git = async (...args: string[]): Promise<string> =>
    (await execute('git', [...identity, ...args], { cwd: folder })).stdout.trim();
  const inRepository = (...args: string[]): Promise<string> => git('-C', 'repository', ...args);
  const release = async (version: string, content = version): Promise<string> => {
    await writeFile(join(folder, 'tree', 'file'), content);
    const script = join(REPOSITORY_ROOT, 'scripts/commit-release.sh');
    const { stdout } = await execute(script, [join(folder, 'tree'), version], {
      cwd: join(folder, 'repository'),
    });
    return stdout.trim();
  };

  it('tags the tree, moves the major tag along one line of history, and leaves the branch alone', async () => {
    const source = await inRepository('rev-parse', 'main');
    const first = await release('v1.0.0');
    const second = await release('v1.1.0');
    expect(await inRepository('rev-parse', 'v1.0.0', 'v1.1.0', 'v1')).toBe(
      [first, second, second].join('\n'),
    );
    expect(await inRepository('rev-parse', 'v1~1')).toBe(first);
    expect(await inRepository('show', 'v1.1.0:file')).toBe('v1.1.0');
    expect(await inRepository('log', '-1', '--format=%B', 'v1')).toContain(`Release tree of ${source}.`);
    expect(await inRepository('rev-parse', 'main')).toBe(source);
    expect(await inRepository('status', '--porcelain')).toBe('');
  });

  it('does not move the major tag for a pre-release', async () => {
    const first = await release('v1.0.0');
    await release('v1.1.0-rc.1');
    expect(await inRepository('rev-parse', 'v1')).toBe(first);
  });

  it('does not move the major tag back for a fix of an older version', async () => {
    await release('v1.9.0');
    const newest = await release('v1.10.0');
    await release('v1.9.1');
    await release('v2.0.0');
    expect(await inRepository('rev-parse', 'v1')).toBe(newest);
  });

  it('gives the same commit when the job runs again', async () => {
    const first = await release('v1.0.0');
    await inRepository('tag', '--delete', 'v1'); // it was not pushed before the job broke
    expect(await release('v1.0.0')).toBe(first);
    expect(await inRepository('rev-parse', 'v1.0.0', 'v1')).toBe(`${first}\n${first}`);
    const second = await release('v1.1.0');
    expect(await release('v1.0.0')).toBe(first);
    expect(await inRepository('rev-parse', 'v1.0.0', 'v1')).toBe(`${first}\n${second}`);
  });

  it('refuses another tree for a version that is there, and what is no version', async () => {
    await release('v1.0.0');
    await expect(release('v1.0.0', 'changed')).rejects.toThrow('the tag v1.0.0 exists with another tree');
    await expect(release('1.0')).rejects.toThrow('"1.0" is not a version');
  });
});
