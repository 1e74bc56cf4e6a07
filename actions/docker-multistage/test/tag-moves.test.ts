import { CancelledError, fetchHttp, type Logger } from '@fairlead/core';
import { createRegistryClient, type PlannedTag } from '@fairlead/oci';
import {
  createFakeClock,
  putImage,
  type RunningRegistry,
  serverError,
  startRegistry,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideMoves, moveNotices } from '../src/push/decide-moves.ts';
import { readStandingTags, type StandingImage } from '../src/push/standing-tags.ts';

const old = `sha256:${'0'.repeat(64)}`;
const now = `sha256:${'1'.repeat(64)}`;

function standing(tags: Readonly<Record<string, Partial<StandingImage>>>) {
  const whole = { digest: old, version: undefined, revision: undefined, created: undefined };
  const images = Object.entries(tags).map(
    ([tag, facts]) => [tag, { ...whole, ...facts } as StandingImage] as const,
  );
  return { tags: new Map(images), known: true };
}

const releaseOf = (version: string): readonly PlannedTag[] => [
  { tag: version, reason: 'release', moves: 'never' },
  { tag: '1.1', reason: 'newest of 1.1', moves: 'forward' },
  { tag: '1', reason: 'newest of 1', moves: 'forward' },
  { tag: 'sha-0123456', reason: 'commit', moves: 'never' },
];
const ofMain: readonly PlannedTag[] = [
  { tag: 'sha-0123456', reason: 'commit', moves: 'never' },
  { tag: 'latest', reason: 'default branch', moves: 'always' },
];

describe('floating tags never go back', () => {
  const names = (tags: readonly { readonly tag: string }[]) => tags.map(({ tag }) => tag);

  it('an older release leaves the tags of newer ones where they are', () => {
    const there = standing({ '1.1': { version: '1.1.8' }, '1': { version: '1.2.0' } });
    const { move, keep } = decideMoves(releaseOf('1.1.9'), '1.1.9', there);
    expect(names(move)).toEqual(['1.1.9', 'sha-0123456', '1.1']);
    expect(keep).toEqual([{ tag: '1', version: '1.2.0' }]);
    const pushed = { digest: now, created: undefined };
    expect(moveNotices({ move, keep }, there, pushed)).toEqual([
      { level: 'notice', message: '1 was not moved: it stands for the newer release 1.2.0' },
    ]);
  });

  it.each([
    ['the same release again', '1.1.9'],
    ['an older one', '1.1.8'],
    ['a commit', 'sha-abcdef0'],
    ['nobody knows what', undefined],
  ])('moves a tag that stands for %s', (_, version) => {
    const there = standing({ '1.1': { version }, '1': { version } });
    expect(decideMoves(releaseOf('1.1.9'), '1.1.9', there).keep).toEqual([]);
  });

  it('a build that is no release keeps nothing back', () => {
    const there = standing({ '1': { version: '9.0.0' }, latest: { version: 'v9.0.0' } });
    expect(decideMoves([...ofMain, ...releaseOf('1.1.9')], undefined, there).keep).toEqual([]);
  });

  it.each(['always', 'never'] as const)(
    'a tag that moves %s is not kept back by a newer release',
    (moves) => {
      const tags = [{ tag: 'edge', reason: 'input tags', moves }];
      const { move, keep } = decideMoves(tags, '1.1.9', standing({ edge: { version: '1.2.0' } }));
      expect([names(move), keep]).toEqual([['edge'], []]);
    },
  );

  it('versions with and without v are the same', () => {
    const there = standing({ '1.1': { version: 'v1.1.10' }, '1': { version: 'v1.1.8' } });
    expect(decideMoves(releaseOf('1.1.9'), '1.1.9', there).keep).toEqual([
      { tag: '1.1', version: 'v1.1.10' },
    ]);
  });

  it('tags that stay are pushed before tags that move', () => {
    expect(names(decideMoves(releaseOf('1.1.9'), '1.1.9', standing({})).move)).toEqual([
      '1.1.9',
      'sha-0123456',
      '1.1',
      '1',
    ]);
  });

  it('whatever the order of releases, the tag ends at the newest', () => {
    const patches = fc.shuffledSubarray([...Array(12).keys()], { minLength: 1 });
    fc.assert(
      fc.property(patches, (order) => {
        let there = standing({});
        for (const patch of order) {
          const version = `1.1.${patch}`;
          const { move } = decideMoves(releaseOf(version), version, there);
          there = standing({
            ...Object.fromEntries(there.tags),
            ...(names(move).includes('1') && { '1': { version } }),
          });
        }
        expect(there.tags.get('1')?.version).toBe(`1.1.${Math.max(...order)}`);
      }),
    );
  });
});

describe('what is said of tags that changed', () => {
  const pushed = { digest: now, created: '2026-01-02T00:00:00Z' };
  const say = (tags: readonly PlannedTag[], there: ReturnType<typeof standing>) =>
    moveNotices({ move: tags, keep: [] }, there, pushed);

  it('a release that was built again is a warning, a commit a notice', () => {
    const there = standing({ '1.1.9': {}, 'sha-0123456': {}, '1.1': {} });
    const said = say(releaseOf('1.1.9'), there);
    expect(said.map(({ level }) => level)).toEqual(['warning', 'notice']);
    expect(said[0]?.message).toBe(
      `1.1.9 was built again: it stood for ${old} and now stands for ${now}; deploy by digest`,
    );
  });

  it('a tag that went back to an older commit is a warning', () => {
    const newer = { created: '2026-01-03T00:00:00Z', revision: 'abcdef0123456789' };
    expect(say(ofMain, standing({ latest: newer }))).toEqual([
      { level: 'warning', message: expect.stringContaining('newer commit abcdef012345 of 2026-01-03') },
    ]);
  });

  it('a tag that another run has moved on is a warning', () => {
    const said = moveNotices({ move: ofMain, keep: [] }, standing({}), pushed, [
      { tag: 'latest', digest: old },
    ]);
    expect(said).toEqual([
      { level: 'warning', message: expect.stringContaining(`latest stands for ${old} by now`) },
    ]);
  });

  it.each([
    ['the same image', { digest: now, created: '2026-01-03T00:00:00Z' }],
    ['an older commit', { created: '2026-01-01T00:00:00Z' }],
    ['another image of a commit of the same moment', { created: '2026-01-02T00:00:00Z' }],
    ['an image without date', {}],
    ['a date that is none', { created: 'yesterday' }],
  ])('nothing of %s', (_, before) => expect(say(ofMain, standing({ latest: before }))).toEqual([]));
});

describe('asking what tags stand for', () => {
  const repository = 'acme/orders';
  const said: string[] = [];
  const say = (level: string) => (line: string) => void said.push(`${level}: ${line}`);
  const log: Logger = { info: say('info'), debug: say('debug'), notice: say('notice'), warn: say('warn') };
  let server: RunningRegistry;

  beforeEach(async () => {
    said.length = 0;
    server = await startRegistry();
  });

  afterEach(() => server.close());

  const read = (...tags: string[]) => {
    const { registry } = server;
    const client = createRegistryClient({ http: fetchHttp, clock: createFakeClock(), registry });
    return readStandingTags(client, repository, tags, log);
  };
  const Labels = {
    'org.opencontainers.image.version': '1.2.0',
    'org.opencontainers.image.revision': 'abc',
    'org.opencontainers.image.created': '2026-01-02T00:00:00Z',
  };

  it('reads version, commit and date from the labels, also of an index', async () => {
    const { digest } = putImage(server.store, repository, '1', {
      layerSizes: [1],
      config: { config: { Labels } },
    });
    const manifests = [{ mediaType: 'x', digest, size: 1, platform: { os: 'linux', architecture: 'amd64' } }];
    const index = server.store.put({ manifests }, 'application/vnd.oci.image.index.v1+json');
    server.store.tag(repository, 'index', index);
    const facts = { version: '1.2.0', revision: 'abc', created: '2026-01-02T00:00:00Z' };
    const found = await read('1', 'index', 'new');
    expect(found.known).toBe(true);
    expect([...found.tags]).toMatchObject([
      ['1', { digest, ids: [expect.any(String), digest, digest], ...facts }],
      ['index', { digest: index, ids: [expect.any(String), digest, index], ...facts }],
    ]);
  });

  it('an index inside an index tells of no image', async () => {
    const type = 'application/vnd.oci.image.index.v1+json';
    const inner = server.store.put({ manifests: [] }, type);
    const platform = { os: 'linux', architecture: 'amd64' };
    const entry = { mediaType: type, digest: inner, size: 1, platform };
    const outer = server.store.put({ manifests: [entry] }, type);
    server.store.tag(repository, '1', outer);
    const { tags, known } = await read('1');
    expect(known).toBe(true);
    expect(tags.get('1')).toMatchObject({ digest: outer, ids: [], version: undefined });
    expect(said).toEqual([]);
  });

  it.each([
    ['a run that is cancelled', new CancelledError('reading')],
    ['a fault of our own', new TypeError('not a function')],
  ])('%s is no silence of the registry', async (_, error) => {
    const { registry } = server;
    const client = createRegistryClient({ http: fetchHttp, clock: createFakeClock(), registry });
    const failing = { ...client, resolveDigest: () => Promise.reject(error) };
    await expect(readStandingTags(failing, repository, ['1'], log)).rejects.toBe(error);
    expect(said).toEqual([]);
  });

  it('a registry that does not tell holds nothing up, and is told of', async () => {
    server.faults.add('manifest', serverError(500), 9);
    expect(await read('1')).toEqual({ tags: new Map(), known: false });
    expect(said).toEqual([expect.stringMatching(/^warn: what the tags stand for .* moved all the same$/)]);
  });

  it('a repository that the push will create is denied to readers, which is nothing to worry about', async () => {
    server.faults.add('manifest', { kind: 'status', status: 403 });
    expect(await read('1')).toEqual({ tags: new Map(), known: false });
    expect(said).toEqual([expect.stringMatching(/^info: what the tags stand for now is not known: /)]);
  });
});
