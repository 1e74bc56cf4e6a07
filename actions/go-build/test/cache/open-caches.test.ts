import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { openCaches } from '../../src/cache/open-caches.ts';
import type { GoBuildContext } from '../../src/context.ts';
import type { Plan } from '../../src/plan/make-plan.ts';
import { flags, module, planned, tree } from '../fixtures.ts';

type Restore = Awaited<ReturnType<typeof openCaches>>['restore'];

/** A run with these inputs, and what it says before anything is restored. */
async function open(inputs: object, env: Readonly<Record<string, string>> = {}) {
  const files = createFakeFiles();
  const [lines, masks]: [string[], string[]] = [[], []];
  const outputs: Record<string, string> = {};
  const context = {
    inputs: { cache: 'auto', ...inputs },
    event: {
      refType: 'branch',
      ref: 'refs/heads/main',
      refName: 'main',
      repository: 'acme/shop',
      onDefaultBranch: true,
      defaultBranch: 'main',
    },
    trust: { level: 'trusted', why: 'a test' },
    files,
    log: { debug: () => {}, warn: () => {}, notice: () => {}, info: (line: string) => void lines.push(line) },
    host: { env, mask: (text: string) => void masks.push(text) },
    clock: { now: () => 0 },
    signal: new AbortController().signal,
    stage: (_: string, work: () => unknown) => work(),
    output: (name: string, value: string) => void Object.assign(outputs, { [name]: value }),
  } as unknown as GoBuildContext;
  return { caches: await openCaches(context), files, lines, masks, outputs };
}

describe('a cache that is off', () => {
  test.each([
    ['by its input', { cache: 'off', cacheDir: '/cache' }],
    ['for want of a service', {}],
    ['for want of credentials', { cacheUrl: 's3://bucket/p', cacheRegion: 'eu-central-1' }],
  ])('restores nothing, saves nothing and says why: %s', async (_, inputs) => {
    const { caches, files, lines, outputs } = await open(inputs);
    expect(outputs).toEqual({ 'cache-hit': 'off' });
    const [plan, sources, flags] = [{}, {}, {}] as unknown as Parameters<Restore>;
    const found = await caches.restore(plan, sources, flags);
    expect(found).toMatchObject({ states: [], allModules: false });
    expect(found.reason).not.toBe('');
    expect(lines).toEqual([`cache off: ${found.reason}`]);
    expect((await found.save([] as unknown as Parameters<typeof found.save>[0])).size).toBe(0);
    await caches.close();
    expect(files.contents()).toEqual({});
  });
});

describe('a cache in a store of its own', () => {
  const s3 = { cacheUrl: 's3://bucket/p', cacheRegion: 'eu-central-1' };

  test('hides each of its secrets, those of the environment too, and no empty one', async () => {
    const given = { ...s3, cacheAccessKeyId: 'id', cacheSecretAccessKey: 'of inputs' };
    expect((await open(given)).masks).toEqual(['of inputs']);
    const env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'of env', AWS_SESSION_TOKEN: 'session' };
    expect((await open(s3, env)).masks).toEqual(['of env', 'session']);
    expect((await open({ cacheDir: '/cache' }, env)).masks).toEqual([]);
  });

  /** What a build gets of an empty store, by the folders that Go keeps things in. */
  const restored = async (env: object, { requires = true, vendored = false } = {}) => {
    const made = await open({ cache: 'read', cacheDir: '/cache' });
    const facts = {
      binaries: [planned('api', 'linux/amd64')],
      targets: [planned('api', 'linux/amd64').target],
      tree: tree([module('/repo', 'example.com/x'), { ...module('/repo/b', 'example.com/y'), vendored }]),
      toolchain: {
        env: { GOHOSTOS: 'linux', GOHOSTARCH: 'amd64', GOCACHE: 'off', GOMODCACHE: 'off', ...env },
      },
      go: { version: { text: '1.26.8' } },
    };
    if (vendored) Object.assign(facts.tree.modules[0] ?? {}, { vendored });
    const sources = {
      lock: 'l',
      source: 's',
      imports: 'i',
      sums: new Map(),
      requires,
      legacy: [],
      pointers: [],
      native: [],
    };
    const found = await made.caches.restore(facts as unknown as Plan, sources, flags);
    return { ...made, found };
  };

  test.each([
    ['needs none', { requires: false }, true],
    ['has none of them', {}, false],
    ['has them vendored', { vendored: true }, true],
  ])(
    'knows whether all modules are there without one of Go: a build that %s',
    async (_, sources, expected) => {
      expect((await restored({}, sources)).found).toMatchObject({ states: [], allModules: expected });
    },
  );

  test('says what it had of compiled packages, and saves nothing where it only reads', async () => {
    const { found, outputs, files } = await restored({ GOCACHE: '/gocache' });
    expect(found.states.map(({ slot }) => slot.name)).toEqual(['packages']);
    expect(outputs['cache-hit']).toBe(found.states[0]?.hit);
    expect(outputs['cache-hit']).not.toBe('off');
    expect((await restored({})).outputs['cache-hit']).toBe('off');
    const before = Object.keys(files.contents());
    expect((await found.save([] as unknown as Parameters<typeof found.save>[0])).size).toBe(0);
    expect(Object.keys(files.contents())).toEqual(before);
  });

  test('removes the folder that it packs in when it is closed', async () => {
    const { caches, files } = await open({ cacheDir: '/cache' });
    expect(await files.list('/temp')).toHaveLength(1);
    await caches.close();
    expect(await files.list('/temp')).toEqual([]);
  });
});
