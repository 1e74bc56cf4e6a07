import { resolveContext } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { buildArgv } from '../src/engine/build-image.ts';
import { describeContent } from '../src/engine/local-image.ts';
import { digestOf } from '../src/engine/push-image.ts';
import { checkLogin, missingLogin, planLogin } from '../src/login/login-plan.ts';
import { buildArguments } from '../src/plan/build-arguments.ts';
import { imageLabels } from '../src/plan/labels.ts';
import { planImage } from '../src/plan/plan-image.ts';
import { checkBuildArgument } from '../src/plan/secret-names.ts';
import { judgeSize } from '../src/plan/size-budget.ts';

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

const fork = {
  pull_request: {
    number: 7,
    head: { repo: { full_name: 'x/orders' } },
    base: { repo: { full_name: 'Acme/Orders' } },
  },
};

describe('the plan', () => {
  const inputs = { image: 'ghcr.io/Acme/Orders', tags: undefined, tagLatest: 'auto', push: 'auto' } as const;

  it('IMG-12: lowers the capitals that come from GitHub, with a notice', () => {
    const reading = planImage(inputs, eventOf());
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
  ])('IMG-12: refuses %s', (image, words) => {
    const reading = planImage({ ...inputs, image }, eventOf());
    expect(reading).toMatchObject({ problems: [{ input: 'image', value: image }] });
    expect(JSON.stringify(reading)).toContain(words);
  });

  it('tells about a bad name and a bad ref at once', () => {
    const reading = planImage({ ...inputs, image: 'A b' }, eventOf({ GITHUB_REF: 'refs/tags/v1' }));
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
    expect(planImage({ ...inputs, push }, event)).toMatchObject({
      plan: { push: pushed, tags: [{ tag: 'pr-7' }] },
    });
  });
});

describe('labels', () => {
  it('IMG-20, BLD-11: names source, revision, version, date and licence; the user wins', () => {
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

describe('build arguments', () => {
  const identity = { version: '1.2.0', commit: sha };

  it('BLD-11: VERSION and COMMIT go where they are declared and not set by the user', () => {
    const declared = { arguments: new Set(['VERSION', 'COMMIT']) };
    expect(buildArguments(declared, identity, {})).toEqual({ VERSION: '1.2.0', COMMIT: sha });
    expect(buildArguments(declared, identity, { VERSION: 'x' })).toEqual({ VERSION: 'x', COMMIT: sha });
    expect(buildArguments({ arguments: new Set() }, identity, { A: '1' })).toEqual({ A: '1' });
  });

  it.each([
    ['NPM_TOKEN', 'x', true],
    ['password', 'x', true],
    ['GITHUB_API_KEY', 'x', true],
    ['ANY', `ghp_${'a'.repeat(36)}`, true],
    ['KEY', '-----BEGIN RSA PRIVATE KEY-----', true],
    ['GO VERSION', '1', true],
    ['GO_VERSION', '1.26', false],
    ['TOKENIZER', 'fast', false],
    ['MONKEY', 'x', false],
  ])('%s is refused: %s', (name, value, refused) => {
    expect(checkBuildArgument(name, value) !== undefined).toBe(refused);
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
    tags: ['r/x:1', 'r/x:latest'],
  } as const;

  it('is one list of arguments, without a shell', () => {
    expect(buildArgv(request, 'built-in', '/tmp/id').join(' ')).toBe(
      'build --progress=plain --iidfile /tmp/id --file /w/Dockerfile --target prod --platform linux/arm64 --network none --build-arg VERSION=1 --label a=b c --tag r/x:1 --tag r/x:latest /w',
    );
  });

  it('asks buildx for one plain image in the engine', () => {
    const argv = buildArgv({ ...request, network: 'default', target: undefined }, 'buildx', '/tmp/id');
    expect(argv).toEqual(expect.arrayContaining(['--provenance=false', '--load']));
    expect(argv).not.toContain('--network');
    expect(argv).not.toContain('--target');
  });

  it('reads the digest that docker push states', () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    expect(digestOf(`a: Pushed\n1.2.0: digest: ${digest} size: 738\n`)).toBe(digest);
    expect(digestOf('a: Pushed\n')).toBeUndefined();
  });
});

describe('who logs in', () => {
  const none = { registryUsername: undefined, registryPassword: undefined, githubToken: '' };

  it('ghcr.io takes the actor and the job’s token', () => {
    expect(planLogin({ ...none, githubToken: 'tok' }, 'ghcr.io', { actor: 'octocat' })).toEqual({
      registry: 'ghcr.io',
      username: 'octocat',
      password: 'tok',
    });
  });

  it('no other registry ever sees that token', () => {
    expect(planLogin({ ...none, githubToken: 'tok' }, 'quay.io', { actor: 'octocat' })).toBeUndefined();
  });

  it('without a token nobody logs in to ghcr.io', () => {
    expect(planLogin({ ...none, githubToken: undefined }, 'ghcr.io', { actor: 'octocat' })).toBeUndefined();
  });

  it('half a login is a mistake', () => {
    expect(checkLogin({ ...none, registryUsername: 'me' }, 'quay.io')?.input).toBe('registry-password');
    expect(checkLogin({ ...none, registryPassword: 'x' }, 'quay.io')?.input).toBe('registry-username');
    expect(checkLogin({ ...none, registryPassword: 'x' }, 'ghcr.io')).toBeUndefined();
    expect(JSON.stringify(checkLogin({ ...none, registryPassword: 'hush' }, 'quay.io'))).not.toContain(
      'hush',
    );
  });

  it('a registry that surely wants a login is told before the build', () => {
    const bearer = { scheme: 'bearer', realm: 'https://x/t', service: undefined, scope: undefined } as const;
    expect(missingLogin('ghcr.io', bearer)).toBeDefined();
    expect(missingLogin('r.example.com', { scheme: 'basic' })).toBeDefined();
    expect(missingLogin('r.example.com', bearer)).toBeUndefined();
  });
});

describe('IMG-07: the size budget', () => {
  const config = {
    history: [{ created_by: 'COPY certs /' }, { created_by: 'COPY /out/orders /orders # buildkit' }],
  };
  const content = describeContent(config, [126_000, 3_900_000]);

  it('passes at the limit', () => {
    expect(judgeSize(content, 4_026_000)).toMatchObject({
      outcome: 'success',
      reason: '4.0 MB of at most 4.0 MB',
    });
  });

  it('names the largest layers when it is over', () => {
    expect(() => judgeSize(content, 1_000_000)).toThrow(
      'the image is 4.0 MB compressed, 3.0 MB over max-image-size 1.0 MB; the largest layer is 3.9 MB: COPY /out/orders /orders',
    );
  });

  it('layers of a base without history are called so', () => {
    const { layers } = describeContent(config, [5, 6, 7]);
    expect(layers.map(({ command }) => command)).toEqual([
      'base image',
      'COPY certs /',
      'COPY /out/orders /orders',
    ]);
  });
});
