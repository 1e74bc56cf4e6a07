import { createFakeFiles, createFakeGit, pullRequestEvent, runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { action, good } from './behaviour.ts';

const READ = '/workspace/.github/fairlead.yml';
const BASE = '0123456789abcdef0123456789abcdef01234567'; // what the events of testkit name

const errorOf = async (
  ...[definition, more]: Parameters<typeof runFakePhase>
): Promise<string | undefined> => {
  const { host } = await runFakePhase(definition, more);
  return host.annotations.find(({ level }) => level === 'error')?.message;
};

describe('a config file that is there and cannot be used is an error, not the default settings', () => {
  test.each([
    ['a folder', { [`${READ}/other.yml`]: '' }, {}, 'is a folder'],
    ['a link to a folder', { '/workspace/dir/x': '' }, { [READ]: '/workspace/dir' }, 'is a folder'],
    [
      'a link to nothing',
      { '/workspace/x': '' },
      { [READ]: '/workspace/nowhere.yml' },
      'is a link that leads nowhere',
    ],
    [
      'below a link to nothing',
      { '/workspace/x': '' },
      { '/workspace/.github': '/workspace/nowhere' },
      'is a link that leads nowhere',
    ],
  ])('%s', async (_, contents, links, problem) => {
    const files = createFakeFiles(contents, links);
    expect(await errorOf(action(), { files, inputs: good })).toBe(
      `INPUT_INVALID: config ".github/fairlead.yml": ${problem} (allowed: a YAML file below the workspace)`,
    );
  });

  test('what is neither a file nor a folder', async () => {
    const plain = createFakeFiles({ [READ]: '' });
    const stat: typeof plain.stat = async (path) =>
      path === READ ? { kind: 'other', size: 0, mode: 0o644 } : plain.stat(path);
    expect(await errorOf(action(), { files: { ...plain, stat }, inputs: good })).toContain(
      'config ".github/fairlead.yml": is not a file',
    );
  });

  test.each([
    ['a workspace behind a link', { '/real/x': '' }, { '/workspace': '/real' }],
    [
      'a folder of another place behind a link',
      { '/workspace/dir/x': '' },
      { '/workspace/.github': '/workspace/dir' },
    ],
    ['a file in the place of its folder', { '/workspace/.github': '' }, {}],
  ])('none in %s is no error', async (_, contents, links) => {
    const files = createFakeFiles(contents, links);
    expect(await errorOf(action(), { files, inputs: good })).toBeUndefined();
  });
});

describe('a config file of the base commit that cannot be used', () => {
  const run = (event: ReturnType<typeof pullRequestEvent>): Promise<string | undefined> => {
    const plain = createFakeGit({ files: { [`${BASE}:README.md`]: '' } });
    const open: typeof plain.open = async (folder) => {
      const found = await plain.open(folder);
      if (found.state !== 'ok') return found;
      const reason = `.github/fairlead.yml is not a plain file in commit ${BASE.slice(0, 12)}`;
      return { ...found, fileAt: async () => ({ state: 'refused', reason }) };
    };
    return errorOf(action(), {
      env: { ...event.env, GITHUB_ACTIONS: 'true' },
      payload: event.payload,
      inputs: good,
      files: createFakeFiles({ [READ]: 'go-build:\n  coverage: 90\n' }),
      git: { open },
    });
  };

  test('is an error where its settings count', async () => {
    expect(await run(pullRequestEvent({ fork: 'mallory/orders' }))).toBe(
      'INPUT_INVALID: config ".github/fairlead.yml": cannot be used: .github/fairlead.yml is not a plain file in commit 0123456789ab, whose settings count here: correct it on the base branch (allowed: a YAML file below the workspace)',
    );
  });

  test('is none where the change may put it right', async () => {
    expect(await run(pullRequestEvent())).toBeUndefined();
  });
});
