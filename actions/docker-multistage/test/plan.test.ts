import { resolveContext } from '@fairlead/core';
import {
  type ForgedEvent,
  pullRequestEvent,
  pushEvent,
  scheduleEvent,
  tagEvent,
  workflowDispatchEvent,
} from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { buildArgv } from '../src/engine/build-image.ts';
import { decidePush, type PushAsker } from '../src/plan/decide-push.ts';
import { userInName } from '../src/plan/image-name.ts';
import { imageLabels } from '../src/plan/labels.ts';
import { planImage } from '../src/plan/plan-image.ts';
import { checkBuildArgument, isArgumentName, secretNames } from '../src/plan/secret-names.ts';

const sha = 'abcdef0123456789abcdef0123456789abcdef01';

function eventOf(env: Readonly<Record<string, string>> = {}, payload: unknown = {}) {
  const base = {
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: sha,
    GITHUB_REPOSITORY: 'Acme/Orders',
    GITHUB_ACTOR: 'octocat',
  };
  return resolveContext({ ...base, ...env }, payload);
}

/** Who may push. */
const writer: PushAsker = {
  trust: { level: 'trusted', why: 'a test', base: [] },
  origin: () => 'with',
  event: eventOf(),
};

const fork = {
  pull_request: {
    number: 7,
    head: { repo: { full_name: 'x/orders' } },
    base: { repo: { full_name: 'Acme/Orders' } },
  },
};

describe('the plan', () => {
  const inputs = {
    image: 'ghcr.io/Acme/Orders',
    tags: undefined,
    tagLatest: 'auto',
    tagSha: true,
    tagPrefix: '',
    tagPattern: '',
    push: 'auto',
  } as const;

  it('lowers the capitals that come from GitHub, with a notice', () => {
    const reading = planImage(inputs, eventOf(), writer);
    expect(reading).toMatchObject({
      plan: {
        name: { registry: 'ghcr.io', repository: 'acme/orders' },
        notices: [expect.stringContaining('using ghcr.io/acme/orders')],
        push: true,
      },
    });
  });

  it.each([
    ['Owner/My_App', 'has capitals'],
    ['ghcr.io/acme/orders:v1', 'names a tag'],
    [`ghcr.io/acme/orders@sha256:${'0'.repeat(64)}`, 'names a digest'],
    ['ghcr.io/Owner/App:v1', '\\"Owner\\" has capitals, and names a tag, v1'],
    ['ghcr.io/Owner/App:v1', 'write \\"ghcr.io/owner/app\\"; the name alone'],
    ['https://ghcr.io/a/b', 'is a URL'],
  ])('refuses %s', (image, words) => {
    const reading = planImage({ ...inputs, image }, eventOf(), writer);
    expect(reading).toMatchObject({ problems: [{ input: 'image', value: image }] });
    expect(JSON.stringify(reading)).toContain(words);
  });

  it('tells about a bad name and a bad ref at once', () => {
    const reading = planImage({ ...inputs, image: 'A b' }, eventOf({ GITHUB_REF: 'refs/tags/v1' }), writer);
    expect('problems' in reading ? reading.problems.map(({ input }) => input) : []).toEqual([
      'image',
      'GITHUB_REF',
    ]);
  });

  it.each([
    ['auto', false],
    ['true', true],
    ['false', false],
  ] as const)('a pull request from a fork with push %s', (push, pushed) => {
    const event = eventOf({ GITHUB_REF: 'refs/pull/7/merge' }, fork);
    const asker: PushAsker = { ...writer, trust: { level: 'untrusted', why: 'a fork', base: [] } };
    expect(planImage({ ...inputs, push }, event, asker)).toMatchObject({
      plan: { push: pushed, tags: [{ tag: 'pr-7' }] },
    });
  });
});

describe('tags of whole events', () => {
  const inputs = {
    image: 'ghcr.io/acme/orders',
    tags: undefined,
    tagLatest: 'auto',
    tagSha: true,
    tagPrefix: '',
    tagPattern: '',
    push: 'auto',
  } as const;
  const short = 'sha-0123456';

  it.each<[string, ForgedEvent, readonly string[]]>([
    ['a push to main', pushEvent('main'), [short, 'latest']],
    ['a push to another branch', pushEvent('Feature/ABC-12_x'), [short, 'Feature-ABC-12_x']],
    ['a release', tagEvent('v1.2.3'), ['1.2.3', '1.2', '1', short]],
    ['a pre-release', tagEvent('v1.3.0-rc.1'), ['1.3.0-rc.1', short]],
    ['a pull request', pullRequestEvent({ number: 7 }), ['pr-7']],
    ['a nightly run', scheduleEvent(), [short, 'latest']],
    ['a run by hand', workflowDispatchEvent(), [short, 'latest']],
  ])('%s', (_, { env, payload }, tags) => {
    const reading = planImage(inputs, resolveContext(env, payload), writer);
    expect('plan' in reading ? reading.plan.tags.map(({ tag }) => tag) : reading.problems).toEqual(tags);
  });
});

describe('whether to push', () => {
  const run = (event: string, name: string | null) => ({
    workflow_run: { event, head_repository: name === null ? null : { full_name: name } },
  });
  const decide = (
    push: 'auto' | 'true' | 'false',
    level: 'trusted' | 'same-repository' | 'untrusted',
    from: 'with' | 'config' | 'base' | 'default' = 'default',
    payload: unknown = {},
    name = 'workflow_run',
  ) =>
    decidePush(push, {
      trust: { level, why: 'a test', base: [] },
      origin: () => from,
      event: eventOf({ GITHUB_EVENT_NAME: name }, payload),
    });

  it.each([
    ['trusted', true],
    ['same-repository', true],
    ['untrusted', false],
  ] as const)('auto with %s code', (level, push) => {
    const decision = decide('auto', level);
    expect(decision.push).toBe(push);
    expect(decision.notice === undefined).toBe(push);
    expect(decide('false', level)).toEqual({ push: false });
  });

  it('an image that is not pushed is told with the input that would push it', () => {
    expect(decide('auto', 'untrusted').notice).toBe(
      'not pushed, because this is a test (push: true under with: would push it)',
    );
  });

  it('of untrusted code only the workflow itself can push an image', () => {
    expect(decide('true', 'untrusted', 'with').push).toBe(true);
    for (const from of ['config', 'base'] as const) {
      expect(decide('true', 'untrusted', from).push).toBe(false);
      expect(decide('true', 'same-repository', from).push).toBe(true);
    }
  });

  it.each([
    ['of our own push', run('push', 'Acme/Orders'), true],
    ['of a fork', run('pull_request', 'eve/orders'), false],
    ['of a fork that calls it a push', run('push', 'eve/orders'), false],
    ['of a pull request of our own', run('pull_request', 'Acme/Orders'), false],
    ['whose repository is gone', run('push', null), false],
    ['of which nothing is known', {}, false],
  ])('a workflow after one %s', (_, payload, push) => {
    expect(decide('auto', 'untrusted', 'default', payload).push).toBe(push);
    expect(decide('auto', 'untrusted', 'default', payload, 'issue_comment').push).toBe(false);
  });
});

it.each([
  ['robot:pw@ghcr.io/a/b', 'robot:pw'],
  ['https://robot:pw@ghcr.io/a/b', 'robot:pw'],
  ['robot@ghcr.io/a', 'robot'],
  ['ghcr.io/a/b', undefined],
  [`ghcr.io/a/b@sha256:${'0'.repeat(64)}`, undefined],
  [`b@sha256:${'0'.repeat(64)}`, undefined],
])('the name %s has the user %s', (name, user) => expect(userInName(name)).toBe(user));

describe('labels', () => {
  it('names source, revision, version, date and licence; the user wins', () => {
    const labels = imageLabels({
      event: eventOf({}, { repository: { license: { spdx_id: 'MIT' } } }),
      version: '1.2.0',
      created: '2026-01-02T03:04:05Z',
      own: { team: 'shop', 'org.opencontainers.image.title': 'Orders' },
    });
    expect(labels).toEqual({
      'org.opencontainers.image.title': 'Orders',
      'org.opencontainers.image.source': 'https://github.com/Acme/Orders',
      'org.opencontainers.image.revision': sha,
      'org.opencontainers.image.version': '1.2.0',
      'org.opencontainers.image.created': '2026-01-02T03:04:05Z',
      'org.opencontainers.image.licenses': 'MIT',
      team: 'shop',
    });
  });

  it('leaves out what is not known', () => {
    const event = resolveContext({}, { repository: { license: { spdx_id: 'NOASSERTION' } } });
    const labels = imageLabels({ event, version: 'x', created: undefined, own: {} });
    expect(labels).toEqual({ 'org.opencontainers.image.version': 'x' });
  });
});

describe('build arguments that are secrets', () => {
  it.each([
    ['NPM_TOKEN', true],
    ['password', true],
    ['GITHUB_API_KEY', true],
    ['MAX_TOKEN', true],
    ['DB_PWD_FILE', true],
    ['AWS_ACCESS_KEY', true],
    ['CREDENTIAL', true],
    ['GO_VERSION', false],
    ['TOKENIZER', false],
    ['MONKEY', false],
    ['MAX_TOKENS', false],
    ['DB_PASS', true],
    ['KEY_PASSPHRASE', true],
    ['SENTRY_DSN', true],
    ['CLIENT_SECRETS', true],
    ['SSH_PRIVATE_KEYS', true],
    ['NPMTOKEN', true],
    ['githubToken', true],
    ['BYPASS', false],
    ['COMPASS_VERSION', false],
    ['TOKENIZER', false],
  ])('by the name %s: %s', (name, secret) => {
    expect(secretNames([name], [])).toEqual(secret ? [name] : []);
    expect(secretNames([name], [name])).toEqual([]);
    expect(secretNames([name], ['OTHER'])).toEqual(secret ? [name] : []);
  });

  it.each([
    [`ghp_${'a'.repeat(36)}`, true],
    [`x=github_pat_${'a'.repeat(22)}`, true],
    ['-----BEGIN RSA PRIVATE KEY-----', true],
    ['-----BEGIN PRIVATE KEY-----', true],
    ['AKIAABCDEFGHIJKLMNOP', true],
    ['https://u:p@example.com/x', true],
    ['https://:p@example.com/x', true],
    ['git+ssh://user:pw@host', true],
    ['https://user@example.com/x', false],
    ['https://example.com:8080/x@y', false],
    ['https://example.com/a:b@c', false],
    ['user:pass@host', false],
    ['ghp_short', false],
    ['', false],
  ])('by the value %s: %s', (value, secret) => {
    const problem = checkBuildArgument('ANY', value);
    expect(problem !== undefined).toBe(secret);
    if (value !== '') expect(problem ?? '').not.toContain(value);
  });

  it.each([
    ['GO VERSION', false],
    ['1X', false],
    ['', false],
    ['_x1', true],
    ['VERSION', true],
  ])('%s is a name: %s', (name, known) => {
    expect(checkBuildArgument(name, '1') === undefined).toBe(known);
    expect(isArgumentName(name)).toBe(known);
  });
});

describe('the command', () => {
  const request = {
    context: '/w',
    file: '/w/Dockerfile',
    target: 'prod',
    platform: 'linux/arm64',
    network: 'none',
    arguments: { VERSION: '1' },
    labels: { a: 'b c' },
  } as const;

  const files = { idFile: '/tmp/id', name: 'fairlead-build:1' };

  it('is one list of arguments, without a shell', () => {
    expect(buildArgv(request, 'built-in', files).join(' ')).toBe(
      'build --progress=plain --iidfile /tmp/id --file /w/Dockerfile --target prod --platform linux/arm64 --network none --build-arg VERSION=1 --label a=b c --tag fairlead-build:1 /w',
    );
  });

  it('asks buildx for one plain image in the engine', () => {
    const argv = buildArgv({ ...request, network: 'default', target: undefined }, 'buildx', files);
    expect(argv).toEqual(expect.arrayContaining(['--provenance=false', '--load']));
    expect(argv).not.toContain('--network');
    expect(argv).not.toContain('--target');
  });
});
