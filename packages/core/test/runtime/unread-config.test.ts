import { createFakeFiles, createFakeGit, pullRequestEvent, pushEvent, runFakePhase } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { action, good } from './behaviour.ts';

const BASE = '0123456789abcdef0123456789abcdef01234567'; // what the events of testkit name
const READ = '.github/fairlead.yml';
const SETS = 'go-build:\n  coverage: 90\n';

/** What a run says when its workspace has these files, all of which set the limit. */
async function messageWith(
  paths: readonly string[],
  inputs: Readonly<Record<string, string>> = {},
  links: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const files = createFakeFiles(
    Object.fromEntries(paths.map((path) => [`/workspace/${path}`, SETS])),
    Object.fromEntries(Object.entries(links).map(([link, to]) => [`/workspace/${link}`, `/workspace/${to}`])),
  );
  const { host } = await runFakePhase(action(), { files, inputs: { ...good, ...inputs } });
  return host.annotations.find(({ level }) => level === 'error')?.message;
}

describe('a config file that nobody reads', () => {
  test.each([
    '.github/fairlead.yaml',
    '.github/Fairlead.yml',
    '.GitHub/fairlead.yml',
    'github/fairlead.yml',
    '.config/fairlead.yml',
    'fairlead.yml',
    'fairlead.yaml',
    '.fairlead.yml',
    'FAIRLEAD.YAML',
    'fairlead-config.yml',
    '.github/fairlead.config.yaml',
    '.github/fairlead.json',
    '.github/fairlaed.yml',
    '.github/fair-lead.yml',
  ])('%s is an error that names it, the file that is read, and the ways on', async (path) => {
    expect(await messageWith([path])).toBe(
      `INPUT_INVALID: ${path}: is not read: settings come from .github/fairlead.yml alone, which is not there. Rename it to .github/fairlead.yml, or say with the input config which file counts: ${path}, .github/fairlead.yml or none`,
    );
  });

  test.each(['fairlead.yaml', '.github/fairlead.yaml'])(
    '%s beside the right one is an error too',
    async (path) => {
      expect(await messageWith([path, READ])).toContain(
        `${path}: is not read: settings come from .github/fairlead.yml alone. Remove it, or say with the input config`,
      );
    },
  );

  test.each(['services/orders/.github/fairlead.yml', 'services/fairlead.yml'])(
    '%s counts when the step works below it',
    async (path) => {
      const inputs = { 'working-directory': 'services/orders' };
      expect(await messageWith([path, 'services/orders/go.mod'], inputs)).toContain(`${path}: is not read`);
      expect(await messageWith([path])).toBeUndefined();
    },
  );

  test('counts in a checkout below a workspace that is none itself', async () => {
    const path = 'src/.github/fairlead.yml';
    expect(await messageWith([path, 'src/.git/HEAD'])).toContain(
      `${path}: is not read: settings come from .github/fairlead.yml alone, which is not there. Say with the input config which file counts: ${path}, `,
    );
    expect(await messageWith([path, 'src/.git/HEAD', '.git/HEAD'])).toBeUndefined();
    expect(await messageWith([path])).toBeUndefined();
    expect(await messageWith([path, 'src/.git/HEAD', READ])).toBeUndefined();
    expect(await messageWith([path, 'src/.git/HEAD'], { config: path })).toBeUndefined();
  });

  test('nothing is said of inputs that it may set', async () => {
    const message = await messageWith(['.github/fairlead.yaml'], { 'max-tries': '' });
    expect(message).toContain('is not read');
    expect(message).not.toContain('max-tries');
  });

  test('is told with everything else that is wrong', async () => {
    const message = await messageWith(['fairlead.yml'], { coverage: 'x' });
    expect(message).toContain('fairlead.yml: is not read');
    expect(message).toContain('coverage "x": is not a number');
  });

  test('is fine where the step says which file counts', async () => {
    for (const config of ['none', READ, 'fairlead.yaml'])
      expect(await messageWith(['fairlead.yaml', READ], { config })).toBeUndefined();
  });

  test('a link that leads to the file that is read is none', async () => {
    expect(await messageWith([READ], {}, { '.github/fairlead.yaml': READ })).toBeUndefined();
  });

  test.each([
    '.github/workflows/fairlead.yml',
    'fairlead.yaml/readme.md',
    'fairlead.json',
    'docs/fairlead.yml',
    '.github/release.yml',
    'airlead.yml',
  ])('%s is something else', async (path) => {
    expect(await messageWith([path, READ])).toBeUndefined();
  });

  test('is looked for inside of the workspace alone', async () => {
    const files = createFakeFiles(
      { '/etc/fairlead.yaml': SETS, '/workspace/x': '' },
      { '/workspace/out': '/etc' },
    );
    const { host } = await runFakePhase(action(), { files, inputs: { ...good, 'working-directory': 'out' } });
    expect(host.annotations[0]?.message).not.toContain('fairlead.yaml');
  });

  test('is not looked for in folders that cannot be read', async () => {
    const files = createFakeFiles({ '/workspace/data/x': '', '/workspace/.github/fairlead.yaml': SETS });
    const list = async (path: string) => {
      if (path.endsWith('/data')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      return files.list(path);
    };
    const { host } = await runFakePhase(action(), { files: { ...files, list }, inputs: good });
    expect(host.annotations[0]?.message).toContain('.github/fairlead.yaml: is not read');
  });

  test('post ends what main has begun, whatever lies there by then', async () => {
    let ended = false;
    const both = action({
      post: async () => {
        ended = true;
      },
    });
    const main = await runFakePhase(both, { inputs: good, files: createFakeFiles() });
    const files = createFakeFiles({ '/workspace/fairlead.yml': SETS });
    await runFakePhase(both, { phase: 'post', inputs: good, files, state: main.host.state });
    expect([main.outcome, ended]).toEqual(['success', true]);
  });
});

describe('on code that a base commit decides for', () => {
  const run = async (base: readonly string[], head: readonly string[] = [], event = fork()) => {
    const { host } = await runFakePhase(action(), {
      env: { ...event.env, GITHUB_ACTIONS: 'true' },
      payload: event.payload,
      inputs: good,
      files: createFakeFiles(Object.fromEntries(head.map((path) => [`/workspace/${path}`, SETS]))),
      git: createFakeGit({
        files: Object.fromEntries(['README.md', ...base].map((path) => [`${BASE}:${path}`, SETS])),
      }),
    });
    return host.annotations.find(({ level }) => level === 'error')?.message;
  };
  const fork = () => pullRequestEvent({ fork: 'mallory/orders' });

  test.each(['.github/fairlead.yaml', 'fairlead.yml'])(
    '%s of the base is an error, though the change removed it',
    async (path) => {
      expect(await run([path])).toContain(
        `${path}: is not read: settings come from .github/fairlead.yml alone, which is not there`,
      );
      expect(await run([path, READ], [READ])).toMatch(/Remove it, .*base branch \[commit 0123456789ab\]/);
    },
  );

  test('the right name alone is fine', async () => {
    expect(await run([READ], [READ])).toBeUndefined();
  });

  test('a pull request of the same repository may put it right', async () => {
    expect(await run(['.github/fairlead.yaml'], [READ], pullRequestEvent())).toBeUndefined();
    expect(await run(['.github/fairlead.yaml'], [READ], pushEvent())).toBeUndefined();
  });
});
