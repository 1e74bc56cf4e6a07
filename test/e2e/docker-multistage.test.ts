import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ForgedStep, forgeStep, type PhaseResult, type StepOptions } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImageStage, robot, setImageStage } from './support/image-stage.ts';

let stage: ImageStage;
let workspace = '';
let sha = '';

beforeAll(async () => {
  stage = await setImageStage();
  ({ workspace, sha } = await stage.checkout());
});

afterAll(() => stage?.close());

function forge(
  inputs: Readonly<Record<string, string>>,
  more: Partial<StepOptions> = {},
): Promise<ForgedStep> {
  return forgeStep({
    action: 'docker-multistage',
    workspace,
    wrap: (argv) => stage.nsenterArgv(argv),
    ...more,
    inputs: { image: `${stage.registry}/acme/orders`, network: 'none', ...inputs },
    env: { DOCKER_HOST: stage.dockerHost, PATH: stage.path, GITHUB_SHA: sha, ...more.env },
  });
}

async function runMain(
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<PhaseResult> {
  return (await forge(inputs, { env })).main();
}

const digestOfTag = async (tag: string): Promise<string | null> =>
  (await stage.ask(`/v2/acme/orders/manifests/${tag}`)).digest;

describe('the sample service on its way to a registry', () => {
  let first: PhaseResult;

  beforeAll(async () => {
    first = await runMain({ 'max-image-size': '20MB' });
    expect(first.log).not.toContain('::error');
  });

  it('a commit on main gets sha and latest, both the digest that the registry states', async () => {
    expect(first.exitCode).toBe(0);
    const { digest, image, tags } = first.outputs;
    expect(image).toBe(`${stage.registry}/acme/orders@${digest}`);
    expect(tags?.split('\n').map((tag) => tag.split(':').at(-1))).toEqual([
      `sha-${sha.slice(0, 7)}`,
      'latest',
    ]);
    expect(await digestOfTag('latest')).toBe(digest);
    expect(await digestOfTag(`sha-${sha.slice(0, 7)}`)).toBe(digest);
  });

  it('is small, and one layer holds the binary', () => {
    expect(Number(first.outputs['size'])).toBeGreaterThan(1e6);
    expect(Number(first.outputs['size'])).toBeLessThan(20e6);
    expect(first.summary).toMatch(/\| `COPY \/out\/orders \/orders` \| [\d.]+ MB \|/);
    expect(first.summary).toContain('in 2 layers · `linux/amd64` · runs as `65532:65532`');
  });

  it('labels and the binary name the same commit', async () => {
    const image = first.outputs['image'] ?? '';
    const format = '{{json .Config.Labels}}';
    const labels = JSON.parse(await stage.docker('image', 'inspect', '--format', format, image));
    expect(labels).toMatchObject({
      'org.opencontainers.image.source': 'https://github.com/acme/orders',
      'org.opencontainers.image.revision': sha,
      'org.opencontainers.image.version': sha.slice(0, 12),
      'org.opencontainers.image.created': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    const said = await stage.docker('run', '--rm', '--network', 'none', image, '--version');
    expect(said).toContain(sha);
    expect(said).toContain(sha.slice(0, 12));
  });

  it('a release moves its floating tags, a pre-release moves none', async () => {
    const release = await runMain({}, { GITHUB_REF: 'refs/tags/v1.2.0' });
    expect(release.exitCode).toBe(0);
    for (const tag of ['1.2.0', '1.2', '1']) expect(await digestOfTag(tag)).toBe(release.outputs['digest']);
    expect(await digestOfTag('latest')).toBe(first.outputs['digest']);
    const next = await runMain({}, { GITHUB_REF: 'refs/tags/v1.3.0-rc.1' });
    expect(next.outputs['digest']).toBe(await digestOfTag('1.3.0-rc.1'));
    expect(next.outputs['digest']).not.toBe(release.outputs['digest']);
    expect(await digestOfTag('1')).toBe(release.outputs['digest']);
    const older = await runMain({}, { GITHUB_REF: 'refs/tags/v1.1.9' });
    expect(older.exitCode).toBe(0);
    expect(await digestOfTag('1.1')).toBe(older.outputs['digest']);
    expect(await digestOfTag('1')).toBe(release.outputs['digest']);
    expect(older.annotations.map(({ message }) => message)).toContain(
      '1 was not moved: it stands for the newer release v1.2.0',
    );
  });

  it('the same commit twice is the same image, and nothing is said of its tags', async () => {
    const [one, two] = [await runMain({ tags: 'twice' }), await runMain({ tags: 'twice' })];
    expect(two.outputs['digest']).toBe(one.outputs['digest']);
    expect(two.annotations).toEqual([]);
  });

  it('after a change of one source file the modules still come from the cache', async () => {
    await appendFile(join(workspace, 'cmd/orders/main.go'), '\n// a change\n');
    const { summary } = await runMain();
    expect(summary).toMatch(/`\[build 4\/7\] RUN go mod download` \| CACHED/);
    expect(summary).not.toMatch(/`\[build 7\/7\] RUN .*` \| CACHED/);
  });

  it('a pull request gets its own tag; without push it stays in the engine', async () => {
    const main = await runMain({ push: 'false' }, { GITHUB_REF: 'refs/pull/7/merge' });
    expect(main.outputs).toMatchObject({ digest: '', image: '', tags: `${stage.registry}/acme/orders:pr-7` });
    expect(Number(main.outputs['size'])).toBeGreaterThan(1e6);
    expect(await digestOfTag('pr-7')).toBeNull();
    expect(await stage.docker('images', '--quiet', `${stage.registry}/acme/orders:pr-7`)).not.toBe('');
  });
});

describe('a registry that wants a login', () => {
  const image = (): string => `${stage.privateRegistry}/acme/orders`;
  const leftFolders = async ({ temp }: ForgedStep): Promise<readonly string[]> =>
    (await readdir(join(temp, 'temp/fairlead'))).filter((name) => name.startsWith('docker-config'));

  it('logs in, pushes, verifies, and leaves no credentials behind', async () => {
    const login = { 'registry-username': robot.username, 'registry-password': robot.password };
    const step = await forge({ image: image(), ...login });
    const main = await step.main();
    expect(main.exitCode).toBe(0);
    expect(main.outputs['image']).toMatch(/^127\.0\.0\.1:5001\/acme\/orders@sha256:/);
    expect(await leftFolders(step)).toEqual([]);
    expect((await step.post()).exitCode).toBe(0);
    const report = await readFile(main.outputs['report'] ?? '', 'utf8');
    expect(report).not.toContain(robot.password);
  });

  it('a wrong password fails before the build', async () => {
    const login = { 'registry-username': robot.username, 'registry-password': 'wrong-word-17' };
    const step = await forge({ image: image(), ...login });
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toMatch(
      /^IMAGE_LOGIN_FAILED: 127\.0\.0\.1:5001 refused the login of robot: .*401/,
    );
    expect(main.log).not.toContain('[build 1/7]');
    expect(await leftFolders(step)).toEqual([]);
  });

  it('no login at all is told before anything else', async () => {
    const main = await runMain({ image: image() });
    expect(main.annotations.at(-1)?.message).toContain('docker is not logged in to 127.0.0.1:5001');
  });
});

describe('two jobs on one engine', () => {
  /** A build that takes no time, of a commit of its own. */
  async function job(marker: string): Promise<{ readonly sha: string; readonly main: Promise<PhaseResult> }> {
    const checkout = await stage.checkout();
    await writeFile(join(checkout.workspace, 'Dockerfile'), 'FROM scratch\nCOPY go.mod /marker\n');
    await appendFile(join(checkout.workspace, 'go.mod'), `\n// ${marker}\n`);
    const own = await checkout.commit(marker);
    const options = { workspace: checkout.workspace, env: { GITHUB_SHA: own } };
    const step = await forge({ image: `${stage.registry}/acme/shared`, tags: 'edge' }, options);
    return { sha: own, main: step.main() };
  }

  it('push each its own image under the same names, and no tag carries a mixture', async () => {
    for (let round = 0; round < 3; round++) {
      const jobs = await Promise.all(['a', 'b', 'c'].map((name) => job(`${name}${round}`)));
      const digests: string[] = [];
      for (const { sha: own, main } of jobs) {
        const { outputs, exitCode, log } = await main;
        expect(log).not.toContain('::error');
        expect(exitCode).toBe(0);
        await stage.docker('pull', '--quiet', outputs['image'] ?? '');
        const format = '{{index .Config.Labels "org.opencontainers.image.revision"}}';
        const revision = await stage.docker('image', 'inspect', '--format', format, outputs['image'] ?? '');
        expect(revision.trim()).toBe(own);
        const lasting = await stage.ask(`/v2/acme/shared/manifests/sha-${own.slice(0, 7)}`);
        expect(lasting.digest).toBe(outputs['digest']);
        digests.push(outputs['digest'] ?? '');
      }
      const latest = await stage.ask('/v2/acme/shared/manifests/latest');
      expect(digests).toContain(latest.digest);
    }
    expect(await stage.docker('images', '--quiet', 'fairlead-build')).toBe('');
  });
});

describe('what goes wrong', () => {
  it('a registry that is read-only is told before the build', async () => {
    const main = await runMain({ image: `${stage.readOnlyRegistry}/acme/orders` });
    expect(main.annotations.at(-1)?.message).toMatch(
      /^REGISTRY_DENIED: 127\.0\.0\.1:5002\/acme\/orders takes no push from this login: .*405/,
    );
    expect(main.log).toContain('is the registry read-only');
    expect(main.log).not.toContain('[build 1/7]');
  });

  it('a connection that breaks in the middle of a layer is tried again', async () => {
    const relay = await stage.breakingRelay(200_000);
    const main = await runMain({ image: `${relay.registry}/acme/broken` });
    expect(main.log).toMatch(/trying again|Retrying/);
    expect(main.exitCode).toBe(0);
    expect((await stage.ask('/v2/acme/broken/manifests/latest')).digest).toBe(main.outputs['digest']);
    await relay.close();
  });

  it('an image over its budget is not pushed', async () => {
    const main = await runMain({ 'max-image-size': '1MB', tags: 'too-large' });
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toMatch(
      /^IMAGE_TOO_LARGE: the image is [\d.]+ MB compressed, .* the largest layer is [\d.]+ MB: COPY \/out\/orders \/orders$/,
    );
    expect(await digestOfTag('too-large')).toBeNull();
  });

  it('a compile error is one line that points at the source', async () => {
    const broken = await stage.checkout();
    await appendFile(join(broken.workspace, 'cmd/orders/main.go'), '\nfunc (\n');
    const main = await (await forge({}, { workspace: broken.workspace })).main();
    expect(main.exitCode).toBe(1);
    const error = main.annotations.find(({ level }) => level === 'error');
    expect(error?.message).toMatch(
      /^IMAGE_BUILD_FAILED: \[build 7\/7\] RUN go build .*cmd\/orders\/main\.go:\d+:\d+: syntax error/,
    );
    expect(error?.properties).toMatch(/file=cmd\/orders\/main\.go,line=\d+/);
  });

  it.each([
    [
      'FROM golang:1.26 AS build\nRUN true\nFROM golang:1.26 AS build\nRUN exit 9\n',
      /\[build 2\/2\] RUN exit 9 failed: /,
      4,
    ],
    [
      'ARG V=1\n\nFROM example.invalid/base:${V}\nCOPY go.mod /x\n',
      /the base image example.invalid\/base:1 cannot be read: /,
      3,
    ],
    ['# syntax=example.invalid/frontend:1\nFROM scratch\n', /the frontend image .* cannot be read/, 1],
    ['FROM scratch\nCOPY <<EOF /x\necho\nEOF\n', /unknown instruction: ECHO/, 3],
    ['FROM scratch\nCOPY nothing /x\n', /COPY nothing \/x failed: "\/nothing" not found$/, 2],
    ['FROM scratch\nCOPPY a /x\n', /dockerfile parse error line 2: unknown instruction: COPPY$/, 2],
    [
      'FROM golang:1.26 AS one\nENV A=1\nRUN (echo first; echo why it failed) >&2; exit 7\nFROM scratch\nCOPY --from=one /x /\n',
      /\[one 2\/2\] RUN \(echo first; .*exit 7 failed: why it failed$/,
      3,
    ],
    [
      'FROM example.invalid/base:1\nCOPY go.mod /x\n',
      /the base image example.invalid\/base:1 cannot be read: /,
      1,
    ],
    [
      'FROM golang:1.26 AS build\nFROM scratch\nCOPY --from=bulid /a /a\n',
      /the base image docker.io\/library\/bulid:latest cannot be read: /,
      3,
    ],
  ])('a Dockerfile that cannot be built says why and where: %j', async (text, message, line) => {
    const { workspace: folder } = await stage.checkout();
    await writeFile(join(folder, 'Dockerfile'), text);
    const main = await (await forge({}, { workspace: folder })).main();
    const error = main.annotations.at(-1);
    expect(error?.message).toMatch(message);
    expect(error?.properties).toBe(`file=Dockerfile,line=${line}`);
  });

  it('SIGINT ends the build and pushes nothing', async () => {
    const { workspace: folder } = await stage.checkout();
    await writeFile(join(folder, 'Dockerfile'), 'FROM golang:1.26\nRUN sleep 3600\n');
    const step = await forge(
      { tags: 'interrupted' },
      {
        workspace: folder,
        onLine: (line, child) => void (line.includes('RUN sleep') && child.kill('SIGINT')),
      },
    );
    const main = await step.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toContain('CANCELLED');
    expect(await digestOfTag('interrupted')).toBeNull();
  });
});
