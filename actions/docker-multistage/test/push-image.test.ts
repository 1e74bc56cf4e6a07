import { CancelledError, fetchHttp, type Logger } from '@fairlead/core';
import { createRegistryClient, type PlannedTag, type RegistryClient } from '@fairlead/oci';
import {
  createFakeClock,
  createFakeExec,
  putImage,
  type RunningRegistry,
  serverError,
  startRegistry,
  type Transcript,
} from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../src/engine/find-engine.ts';
import { checkPushRight } from '../src/push/check-right.ts';
import { moveTags } from '../src/push/move-tags.ts';
import { pushContent } from '../src/push/push-content.ts';
import { readStandingTags } from '../src/push/standing-tags.ts';

const repository = 'acme/orders';
const config = { os: 'linux', architecture: 'amd64' };
const engine: Engine = {
  command: 'docker',
  env: {},
  clientVersion: '20.10.24',
  serverVersion: '20.10.24',
  driver: 'built-in',
};
const said: string[] = [];
const log: Logger = {
  info: (line) => void said.push(line),
  debug: () => {},
  notice: () => {},
  warn: () => {},
};
const tags: readonly PlannedTag[] = [
  { tag: '1.2.0', reason: 'release', moves: 'never' },
  { tag: '1', reason: 'newest of 1', moves: 'forward' },
  { tag: 'edge', reason: 'input tags', moves: 'always' },
];
let server: RunningRegistry;
let client: RegistryClient;
let image: { name: { registry: string; repository: string } };

beforeEach(async () => {
  said.length = 0;
  server = await startRegistry();
  client = createRegistryClient({ http: fetchHttp, clock: createFakeClock(), registry: server.registry });
  image = { name: { registry: server.registry, repository } };
});

afterEach(() => server.close());

const standing = (...names: string[]) => readStandingTags(client, repository, names, log);
const puts = () =>
  server.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path.split('/').at(-1));

describe('bringing the content', () => {
  const pushed = (digest: string, times?: number) => ({
    on: 'docker push',
    stdout: `1.2.0: digest: ${digest} size: 738\n`,
    ...(times === undefined ? {} : { times }),
  });

  async function push(id: string, transcripts: readonly Transcript[], names: string[]) {
    const exec = createFakeExec([{ on: 'docker tag' }, ...transcripts]);
    const clock = createFakeClock();
    const context = { exec, clock, log, signal: new AbortController().signal };
    const built = { id, name: 'fairlead-build:1', steps: [] };
    const request = { image, platform: undefined, built, standing: await standing(...names), tag: '1.2.0' };
    const result = pushContent(context, client, engine, request);
    return { result, exec, clock };
  }

  it('names the image, pushes it under the first tag and reads it back', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'x', { layerSizes: [1], config });
    const { result, exec } = await push(configDigest, [pushed(digest)], ['1.2.0']);
    expect((await result).fetched.digest).toBe(digest);
    const reference = `${server.registry}/acme/orders:1.2.0`;
    expect(exec.commands).toEqual([`docker tag fairlead-build:1 ${reference}`, `docker push ${reference}`]);
  });

  it('sends nothing when any tag stands for the image', async () => {
    const { digest, configDigest } = putImage(server.store, repository, '1', { layerSizes: [1], config });
    const { result, exec } = await push(configDigest, [], ['1.2.0', '1']);
    expect((await result).fetched.digest).toBe(digest);
    expect(exec.commands).toEqual([]);
    expect(said.at(-1)).toBe(`the registry holds the image already: ${digest}`);
  });

  it('names and pushes again when another job took the name in between', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'x', { layerSizes: [1], config });
    const other = putImage(server.store, repository, 'y', {
      layerSizes: [1],
      config: { os: 'other' },
    }).digest;
    const { result, exec, clock } = await push(configDigest, [pushed(other, 2), pushed(digest)], []);
    expect((await result).fetched.digest).toBe(digest);
    expect(exec.commands.filter((command) => command.startsWith('docker tag'))).toHaveLength(3);
    expect(clock.sleeps).toHaveLength(2);
    expect(clock.sleeps[0]).toBeGreaterThanOrEqual(200);
    expect(clock.sleeps[0]).toBeLessThan(700);
    expect(clock.sleeps[1]).toBeGreaterThanOrEqual(400);
  });

  it('gives up when it is never ours, and at once for any other failure', async () => {
    const other = putImage(server.store, repository, 'y', {
      layerSizes: [1],
      config: { os: 'other' },
    }).digest;
    const foreign = await push(`sha256:${'1'.repeat(64)}`, [pushed(other)], []);
    await expect(foreign.result).rejects.toMatchObject({ code: 'REGISTRY_DIGEST_MISMATCH' });
    expect(foreign.exec.commands.filter((command) => command.startsWith('docker push'))).toHaveLength(5);
    server.faults.add('manifest', { kind: 'status', status: 403 });
    const denied = await push(`sha256:${'1'.repeat(64)}`, [pushed(other)], []);
    await expect(denied.result).rejects.toMatchObject({ code: 'REGISTRY_DENIED' });
    expect(denied.exec.commands.filter((command) => command.startsWith('docker push'))).toHaveLength(1);
  });

  it('several images under one tag are not the one that was built', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'x', { layerSizes: [1], config });
    const entry = (architecture: string) => ({
      mediaType: 'x',
      digest,
      size: 1,
      platform: { os: 'linux', architecture },
    });
    const index = server.store.put(
      { manifests: [entry('amd64'), entry('arm64')] },
      'application/vnd.oci.image.index.v1+json',
    );
    server.store.tag(repository, '1', index);
    const { result, exec } = await push(configDigest, [pushed(digest)], ['1']);
    expect((await result).fetched.digest).toBe(digest);
    expect(exec.commands).toHaveLength(2);
  });
});

describe('moving the tags', () => {
  const move = async (names: string[], pushed?: string) => {
    const { digest } = putImage(server.store, repository, 'content', { layerSizes: [1], config });
    const fetched = await client.fetchManifest(repository, digest);
    const before = await standing(...names);
    return { digest, moved: moveTags({ log }, client, { image, tags, standing: before, fetched, pushed }) };
  };

  it('asks the registry for each but the one that brought the content, in their order', async () => {
    const { digest, moved } = await move(['1.2.0', '1', 'edge'], '1.2.0');
    expect(await moved).toEqual([
      { tag: '1.2.0', moves: 'never', before: undefined },
      { tag: '1', moves: 'forward', before: undefined },
      { tag: 'edge', moves: 'always', before: undefined },
    ]);
    expect(puts()).toEqual(['1', 'edge']);
    expect(server.store.find(repository, 'edge')?.digest).toBe(digest);
  });

  it('leaves alone what stands for it, and says what others stood for', async () => {
    const { digest } = putImage(server.store, repository, '1', { layerSizes: [1], config });
    const old = putImage(server.store, repository, 'edge', { layerSizes: [1], config: { os: 'old' } }).digest;
    const { moved } = await move(['1.2.0', '1', 'edge']);
    expect((await moved).map(({ before }) => before)).toEqual([undefined, digest, old]);
    expect(puts()).toEqual(['1.2.0', 'edge']);
  });

  it('does not know what stood there when the registry did not say', async () => {
    server.faults.add('manifest', { kind: 'status', status: 403 });
    const before = await standing('1.2.0', '1');
    const { digest } = putImage(server.store, repository, 'content', { layerSizes: [1], config });
    const fetched = await client.fetchManifest(repository, digest);
    const moved = await moveTags({ log }, client, {
      image,
      tags,
      standing: before,
      fetched,
      pushed: undefined,
    });
    expect(moved.map((tag) => tag.before)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('names what was moved before a failure, without what stood there already', async () => {
    putImage(server.store, repository, '1.2.0', { layerSizes: [1], config });
    const fault = { kind: 'status', status: 201 } as const;
    server.faults.add('put', fault);
    server.faults.add('put', serverError(500), 9);
    const { moved } = await move(['1.2.0', '1', 'edge']);
    await expect(moved).rejects.toMatchObject({
      code: 'IMAGE_PUSH_FAILED',
      message: expect.stringMatching(/:edge was not pushed: .*500.*\(pushed before it: [^,]*:1\)$/),
    });
  });
});

it.each([
  ['a run that is cancelled', new CancelledError('pushing')],
  ['a fault of our own', new TypeError('not a function')],
])('%s while a tag moves is no refusal of the registry', async (_, error) => {
  const { digest } = putImage(server.store, repository, 'content', { layerSizes: [1], config });
  const fetched = await client.fetchManifest(repository, digest);
  const failing = { ...client, putTag: () => Promise.reject(error) };
  const request = { image, tags, standing: await standing(), fetched, pushed: undefined };
  await expect(moveTags({ log }, failing, request)).rejects.toBe(error);
});

describe('the right to push', () => {
  it.each([
    [401, 'packages: write'],
    [403, 'packages: write'],
    [404, 'create the repository'],
    [405, 'read-only'],
  ])('is refused by %i before anything is built', async (status, hint) => {
    server.faults.add('upload', { kind: 'status', status });
    await expect(checkPushRight({ log }, client, repository)).rejects.toMatchObject({
      code: 'REGISTRY_DENIED',
      message: `${server.registry}/acme/orders takes no push from this login: ${server.registry} answered ${status}; nothing was built`,
      hint: expect.stringContaining(hint),
    });
  });

  it('is taken for given where the registry lets it be used, or does not say', async () => {
    await checkPushRight({ log }, client, repository);
    expect(said).toEqual([]);
    server.faults.add('upload', serverError(500), 9);
    await checkPushRight({ log }, client, repository);
    expect(said).toEqual([expect.stringContaining('is not known yet')]);
  });
});
