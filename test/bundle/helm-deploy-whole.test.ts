import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FakeKube,
  type ForgedStep,
  type KubeServer,
  listenOnLoopback,
  pushEvent,
  type RunningGithubApi,
  startGithubApi,
  startKubeServer,
} from '@fairlead/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { RENDERED_IMAGE } from '../support/fake-helm.ts';
import { fakeHelmFolder, healthyRelease, helmStep } from '../support/helm-step.ts';

let kube: FakeKube;
let cluster: KubeServer;
let api: RunningGithubApi;

beforeAll(async () => {
  kube = healthyRelease();
  cluster = await startKubeServer(kube);
});
afterAll(() => cluster.close());

beforeEach(async () => {
  api = await startGithubApi();
  onTestFinished(() => api.close());
});

/** A step whose helm renders one Deployment and notes how it is called; its upgrade ends as `upgrade` says. */
async function prepareStep(
  inputs: Readonly<Record<string, string>>,
  upgrade?: string,
): Promise<{ readonly step: ForgedStep; calls(): Promise<string> }> {
  const bin = await fakeHelmFolder(upgrade);
  const step = await helmStep(
    cluster,
    { 'stay-healthy': '1s', 'github-token': 'fake-token', ...inputs },
    { ...pushEvent().env, PATH: `${bin}:/usr/bin:/bin`, ...api.env() },
  );
  return { step, calls: () => readFile(join(bin, 'helm.calls'), 'utf8').catch(() => '') };
}

const states = () => api.deploymentStatuses().map(({ state }) => state);

describe('a whole deploy', () => {
  it('takes the values of this run alone, in the rendering and in the upgrade', async () => {
    const { step, calls } = await prepareStep({ image: RENDERED_IMAGE });
    const result = await step.main();
    expect(result.outputs, result.log).toMatchObject({ outcome: 'deployed', revision: '1' });
    expect(result.outputs['reason']).toMatch(/^revision 1 is healthy after \d/);
    const upgrades = (await calls()).split('\n').filter((line) => line.startsWith('upgrade'));
    expect(upgrades).toHaveLength(2);
    for (const line of upgrades) expect(line).toContain(' --reset-values');
    expect(upgrades[1]).toMatch(/ --labels fairlead-run=r1\.\d{10} /);
  });

  it('DEP-43: is recorded with GitHub when asked to, and not without', async () => {
    const asked = { environment: 'staging', 'github-deployment': 'true' };
    const { step } = await prepareStep(asked);
    expect((await step.main()).exitCode).toBe(0);
    expect(api.deployments()).toMatchObject([{ environment: 'staging', production_environment: false }]);
    expect(states()).toEqual(['in_progress', 'success']);
    const other = await prepareStep({ environment: 'staging' });
    await other.step.main();
    expect(api.deployments()).toHaveLength(1);
  });

  it('DEP-43: that fails is recorded as a failure, and a missing right is a warning', async () => {
    const asked = { environment: 'staging', 'github-deployment': 'true' };
    const refused = "echo 'Error: UPGRADE FAILED: field is immutable' >&2; exit 1";
    const { step } = await prepareStep(asked, refused);
    expect((await step.main()).outputs['outcome']).toBe('failed');
    expect(states()).toEqual(['in_progress', 'error']);
    api.faults.add('deployment.create', { kind: 'status', status: 403, body: { message: 'no' } }, 4);
    const second = await prepareStep(asked);
    const result = await second.step.main();
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toContain('no record of the deployment with GitHub');
  });

  it('DEP-43: that was killed is ended by the post step', async () => {
    const asked = { environment: 'staging', 'github-deployment': 'true' };
    const killed = 'kill -KILL $PPID; sleep 0.2';
    const { step } = await prepareStep(asked, killed);
    expect((await step.main()).exitCode).not.toBe(0);
    expect(states()).toEqual(['in_progress']);
    const post = await step.post();
    expect(states(), post.log).toEqual(['in_progress', 'error']);
  });
});

describe('QG-14 a smoke test', () => {
  /** A service behind the release; its path /broken answers 503 with a text, /silent nothing. */
  async function service() {
    const asked: string[] = [];
    let heard = (): void => {};
    /** Ends when somebody waits for an answer that does not come. */
    const silence = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const { url, close } = await listenOnLoopback(async (request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/broken') response.writeHead(503).end('upstream | connect\nerror');
      else if (request.url === '/silent') heard();
      else response.end('ok');
    });
    onTestFinished(close);
    return { url, asked, silence };
  }

  it('that each address passes makes the release count', async () => {
    const { url } = await service();
    const { step } = await prepareStep({ 'smoke-urls': `${url}/a\n${url}/b?key=hunter2` });
    const result = await step.main();
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs['reason']).toMatch(
      /^revision 1 is healthy after .* s; 2 smoke addresses answered well$/,
    );
    expect(result.summary).toContain(`| \`${url}/b?key=***\` | answered 200 | ok |`);
    const said = result.log.replaceAll(/^::add-mask::.*$/gm, '');
    expect(`${said}${result.summary}${JSON.stringify(result.outputs)}`).not.toContain('hunter2');
  });

  it('with one 503 fails the step, shows what was said and undoes the release', async () => {
    const { url } = await service();
    const { step, calls } = await prepareStep({
      'smoke-urls': `${url}/a\n${url}/broken`,
      'smoke-timeout': '8s', // a request gets half of it, also on a busy machine
      'on-first-failure': 'uninstall',
    });
    const result = await step.main();
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({
      outcome: 'failed',
      reason: `HELM_SMOKE_FAILED: ${url}/broken answered 503: upstream | connect error; uninstalled`,
      'failed-object': `${url}/broken`,
      'failed-revision': '1',
    });
    expect(result.summary).toContain(`| \`${url}/a\` | answered 200 | ok |`);
    expect(result.summary).toContain(`| \`${url}/broken\` | **answered 503** | upstream \\| connect error |`);
    expect(await calls()).toMatch(/^uninstall orders /m);
    expect((await step.post()).exitCode).toBe(0);
    expect((await calls()).match(/^uninstall /gm)).toHaveLength(1);
  });

  it('is shown by a dry run, which asks nothing', async () => {
    const { url, asked } = await service();
    const { step } = await prepareStep({ 'smoke-urls': `${url}/a`, 'dry-run': 'true' });
    const result = await step.main();
    expect(result.exitCode, result.log).toBe(0);
    expect(result.summary).toContain(
      `after the rollout \`${url}/a\` would each have to answer well within 30.0 s`,
    );
    expect(asked).toEqual([]);
  });

  it.each(['killed', 'cancelled'])('whose run is %s is undone by the post step', async (how) => {
    const { url, silence } = await service();
    const { step, calls } = await prepareStep({
      'smoke-urls': `${url}/silent`,
      'smoke-timeout': '2m',
      'on-first-failure': 'uninstall',
    });
    const main = step.main();
    await Promise.race([silence, main.then(({ log }) => Promise.reject(new Error(log)))]);
    if (how === 'killed') step.kill();
    else step.interrupt();
    const result = await main;
    expect(result.exitCode).not.toBe(0);
    if (how === 'cancelled')
      expect(result.outputs['reason']).toBe(
        'CANCELLED: cancelled while the smoke test ran; the post step settles the release',
      );
    expect(await calls()).not.toContain('uninstall');
    const post = await step.post();
    expect(await calls(), post.log).toMatch(/^uninstall orders /m);
  });

  it('is refused with all that is wrong with it at once, before anything is changed', async () => {
    const { step, calls } = await prepareStep({
      'smoke-urls': 'ftp://a\nhttps://ann:hunter2@b',
      'smoke-timeout': '1',
      timeout: '1s',
    });
    const { outputs, log } = await step.main();
    for (const name of ['smoke-urls', 'smoke-timeout', 'timeout'])
      expect(outputs['reason']).toContain(`${name} "`);
    expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('hunter2');
    expect(await calls()).not.toContain('upgrade');
  });
});

describe('the post step', () => {
  it('deploys nothing when main was killed before it said anything', async () => {
    const { step, calls } = await prepareStep({});
    const post = await step.post();
    expect(post.exitCode, post.log).toBe(0);
    expect(await calls()).toBe('');
    expect(kube.calls).toEqual([]);
  });
});

describe('a helm of a version that is asked for', () => {
  /** An archive of helm's shape, with a helm in it that says its version and then fails; and a server that has it. */
  async function serveHelm(): Promise<{
    readonly url: string;
    readonly sha256: string;
    readonly asked: string[];
  }> {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-helm-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'linux-amd64'));
    await writeFile(join(folder, 'linux-amd64/helm'), '#!/bin/sh\necho v2.9.9\n', { mode: 0o755 });
    execFileSync('tar', ['czf', 'helm.tar.gz', 'linux-amd64'], { cwd: folder });
    const archive = await readFile(join(folder, 'helm.tar.gz'));
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(archive);
    }).listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
    onTestFinished(() => void server.close());
    const sha256 = createHash('sha256').update(archive).digest('hex');
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sha256, asked };
  }

  it('is downloaded, held against its digest and run instead of the one on PATH', async () => {
    const { url, sha256, asked } = await serveHelm();
    const wish = { 'helm-version': '2.9.9', 'helm-sha256': sha256, 'helm-download-url': url };
    const { step, calls } = await prepareStep(wish);
    const result = await step.main();
    expect(result.outputs['reason'], result.log).toContain('HELM_VERSION: helm is v2.9.9');
    expect(asked).toHaveLength(1);
    expect(await calls()).toBe('');
  });

  it('is not unpacked when its digest is another', async () => {
    const { url } = await serveHelm();
    const wish = { 'helm-version': '2.9.9', 'helm-sha256': 'a'.repeat(64), 'helm-download-url': url };
    const { step } = await prepareStep(wish);
    const result = await step.main();
    expect(result.exitCode).toBe(1);
    expect(result.outputs['reason']).toContain('TOOL_DIGEST');
  });

  it('is refused with the other problems when nobody knows its digest', async () => {
    const { step } = await prepareStep({ 'helm-version': '2.9.9', chart: 'no-such-folder' });
    const { log } = await step.main();
    expect(log).toContain('is a version of helm without a known sha256');
    expect(log).toContain('no-such-folder');
  });
});
