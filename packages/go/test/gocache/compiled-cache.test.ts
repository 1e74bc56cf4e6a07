import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { readUse, restoreCompiled, saveCompiled, timeSaved } from '@fairlead/go';
import { beforeEach, describe, expect, test } from 'vitest';
import { changePack } from '../support/change-pack.ts';
import { folderCache } from '../support/folder-cache.ts';

const KIND = 'linux-amd64-1.26.8';
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

let root: string;
let stored: Map<string, string>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-packs-'));
  stored = new Map();
  return () => rm(root, { recursive: true, force: true });
});

const service = folderCache(
  () => root,
  () => stored,
);

/** A machine's cache under a key of its own. */
const machine = (name: string, key: string, kind = KIND) => ({
  cache: service,
  files: createNodeFiles(join(root, 'temp')),
  now: () => Date.now(),
  folder: join(root, `${name}-way`),
  goCache: join(root, name),
  key: `k-${key}`,
  prefixes: ['k-'],
  kind,
});

/** Does what the go command does with an action: looks it up, or makes it. */
async function use(goCache: string, action: string, content: string): Promise<'hit' | 'made'> {
  const [id, output] = [sha(action), sha(content)];
  const at = (hash: string, kind: string): string => join(goCache, hash.slice(0, 2), `${hash}-${kind}`);
  const now = new Date();
  const text = await readFile(at(id, 'a'), 'utf8').catch(() => '');
  if (text.length > 0) {
    expect(text).toMatch(new RegExp(`^v1 ${id} ${output} [ \\d]{20} [ \\d]{20}\\n$`));
    expect(await readFile(at(output, 'd'), 'utf8')).toBe(content);
    await utimes(at(id, 'a'), now, now);
    return 'hit';
  }
  await mkdir(join(goCache, id.slice(0, 2)), { recursive: true });
  await mkdir(join(goCache, output.slice(0, 2)), { recursive: true });
  await writeFile(at(output, 'd'), content);
  await writeFile(
    at(id, 'a'),
    `v1 ${id} ${output} ${String(content.length).padStart(20)} ${String(Date.now() * 1e6).padStart(20)}\n`,
  );
  return 'made';
}

const LIB = 'library '.repeat(50);
const WORK = { seconds: 50, libraries: undefined };

/** Builds with these actions on a machine; gives what the cache gave and did. */
async function build(
  options: ReturnType<typeof machine>,
  ...actions: readonly (readonly [string, string])[]
) {
  const restored = await restoreCompiled(options);
  const found = [];
  for (const [action, content] of actions) found.push(await use(options.goCache, action, content));
  const used = readUse(options.goCache, restored);
  const saved = await saveCompiled(options, restored, used, WORK);
  return { restored, found, used, saved, savedSeconds: timeSaved(restored, used, { ...WORK, seconds: 3 }) };
}

/** The packs of a key, by path. */
async function packsOf(key: string): Promise<readonly string[]> {
  const folder = join(stored.get(`k-${key}`) ?? '', 'packs');
  return (await readdir(folder)).filter((name) => name.endsWith('.pack')).map((name) => join(folder, name));
}

describe('compiled packages', () => {
  test('come back on another machine, edits as packs of their own, and what is not used any more stays away', async () => {
    const cold = await build(machine('a', '1'), ['lib', LIB], ['main', 'main one'.repeat(9)]);
    expect(cold.restored.hit).toEqual({ kind: 'miss' });
    expect(cold.saved.what).toContain('base of 2 outputs');

    const edited = await build(machine('b', '2'), ['lib', LIB], ['main two', 'main two'.repeat(9)]);
    expect(edited.restored.hit).toEqual({ kind: 'partial', key: 'k-1' });
    expect(edited.found).toEqual(['hit', 'made']);
    expect(edited.saved.what).toContain('delta of 1 outputs');
    expect((await stat((await packsOf('2'))[0] ?? '')).size).toBeLessThan(LIB.length + 400);

    const again = await build(machine('c', '2'), ['lib', LIB], ['main two', 'main two'.repeat(9)]);
    expect(again.restored.hit).toEqual({ kind: 'exact', key: 'k-2' });
    expect(again.found).toEqual(['hit', 'hit']);
    expect(again.saved.stored).toBe(false);
  });

  test('of what is restored the actions are dated back, as they tell what a build used; outputs are as new as they are', async () => {
    await build(machine('a', '1'), ['lib', LIB]);
    const { goCache } = machine('b', '1');
    const began = Date.now();
    await restoreCompiled(machine('b', '1'));
    const ageOf = async (hash: string, kind: string): Promise<number> =>
      began - (await stat(join(goCache, hash.slice(0, 2), `${hash}-${kind}`))).mtimeMs;
    expect(await ageOf(sha('lib'), 'a')).toBeGreaterThan(3_600_000);
    expect(await ageOf(sha(LIB), 'd')).toBeLessThan(60_000);
  });

  test('OBS-15: how much of what a build uses was there is counted: a miss, a part, all', async () => {
    const ratio = ({ used }: Awaited<ReturnType<typeof build>>): string =>
      `${used.reused}/${used.actions.length}`;
    expect(ratio(await build(machine('a', '1'), ['lib', LIB], ['main', 'main one'.repeat(9)]))).toBe('0/2');
    const edited = machine('b', '2');
    expect(ratio(await build(edited, ['lib', LIB], ['main two', 'main two'.repeat(9)]))).toBe('1/2');
    expect(ratio(await build(machine('c', '2'), ['lib', LIB], ['main two', 'main two'.repeat(9)]))).toBe(
      '2/2',
    );
  });

  test('OBS-15: bytes that went and came, and seconds saved: those of the packs that were used, without what this build took', async () => {
    const cold = await build(machine('a', '1'), ['lib', LIB], ['main', 'main one'.repeat(9)]);
    expect(cold.savedSeconds).toBe(0);
    expect(cold.saved.up).toBeGreaterThan(100);
    const again = await build(machine('b', '1'), ['lib', LIB], ['main', 'main one'.repeat(9)]);
    expect(again.restored.down).toBe(cold.saved.up);
    expect(again.savedSeconds).toBe(47);
    const half = await build(machine('c', '2'), ['lib', LIB], ['main two', 'main two'.repeat(9)]);
    expect(half.savedSeconds).toBe(22);
    const both = await build(machine('d', '2'), ['lib', LIB], ['main two', 'main two'.repeat(9)]);
    expect(both.restored.packs.map(({ seconds }) => seconds)).toEqual([50, 50]);
    expect(both.savedSeconds).toBe(22 + 47);
    expect(both.saved.up).toBe(0);
    const warm = await build(machine('d', '2'), ['lib', LIB], ['main two', 'main two'.repeat(9)]);
    expect(warm.restored).toMatchObject({ warm: true, down: 0 });
    expect(warm.savedSeconds).toBe(22 + 47);
  });

  test('a pack that says it took for ever, or nothing of it, saved nothing', async () => {
    for (const [index, said] of ['"seconds":1e9', '"seconds":"x"', '"other":1'].entries()) {
      stored.clear();
      await build(machine(`a${index}`, `${index}`), ['lib', LIB]);
      const [path = ''] = await packsOf(`${index}`);
      const changed = changePack(await readFile(path), (text) => text.replace('"seconds":50', said));
      const id = createHash('sha256')
        .update(changed.subarray(0, changed.indexOf(10) + 1))
        .digest('hex');
      await rm(path);
      await writeFile(join(path, '..', `${id}.pack`), changed);
      await writeFile(join(path, '..', 'next.json'), JSON.stringify({ head: id, keys: [] }));
      const { restored, savedSeconds } = await build(machine(`b${index}`, `${index}`), ['lib', LIB]);
      expect(restored.hit.kind, said).toBe('exact');
      expect(savedSeconds, said).toBe(0);
    }
  });

  test('what lies on the machine already and is not used is not saved', async () => {
    const options = machine('a', '1');
    await use(options.goCache, 'of another project', 'other'.repeat(50));
    const { saved } = await build(options, ['lib', LIB]);
    expect(saved.what).toContain('base of 1 outputs');
  });

  test('a torn action and an output of another size are not saved', async () => {
    const options = machine('a', '1');
    const restored = await restoreCompiled(options);
    await use(options.goCache, 'lib', LIB);
    await use(options.goCache, 'torn', 'torn');
    await use(options.goCache, 'short', 'short');
    const path = (text: string, kind: string): string =>
      join(options.goCache, sha(text).slice(0, 2), `${sha(text)}-${kind}`);
    await writeFile(path('torn', 'a'), 'v1 ');
    await writeFile(path('short', 'd'), 'sho');
    expect((await saveCompiled(options, restored, readUse(options.goCache, restored), WORK)).what).toContain(
      'base of 1 outputs',
    );
  });

  test('nothing is saved of an output that is not what its name says', async () => {
    const options = machine('a', '1');
    const restored = await restoreCompiled(options);
    await use(options.goCache, 'lib', LIB);
    await writeFile(join(options.goCache, sha(LIB).slice(0, 2), `${sha(LIB)}-d`), LIB.toUpperCase());
    expect(await saveCompiled(options, restored, readUse(options.goCache, restored), WORK)).toMatchObject({
      stored: false,
      what: 'not saved: something else changes GOCACHE',
    });
    expect(stored.size).toBe(0);
  });
});

describe('targets', () => {
  const AMD = 'amd64 '.repeat(80);
  const ARM = 'arm64 '.repeat(80);
  const of = (target: string, source: string) => ({
    key: `k-${target}-${source}`,
    prefixes: [`k-${target}-`],
  });
  /** A machine that builds for some targets, each with entries of its own beside those of all. */
  const builds = (name: string, source: string, ...targets: readonly string[]) => {
    const all = of(targets.join('+'), source);
    const parts = targets.length < 2 ? [] : targets.map((target) => of(target, source));
    return { ...machine(name, source), key: all.key, prefixes: [...all.prefixes, 'k-'], parts };
  };

  test('those of two jobs are restored together, and the next build of both has one entry', async () => {
    await build(builds('a', '1', 'amd'), ['lib amd', AMD]);
    await build(builds('b', '1', 'arm'), ['lib arm', ARM]);
    const both = await build(
      builds('c', '1', 'amd', 'arm'),
      ['lib amd', AMD],
      ['lib arm', ARM],
      ['new', 'new'.repeat(200)],
    );
    expect(both.found).toEqual(['hit', 'hit', 'made']);
    expect(both.restored.hit.kind).toBe('partial');
    expect(both.saved.what).toContain('delta of 1 outputs');
    const again = await build(builds('d', '1', 'amd', 'arm'), ['lib amd', AMD], ['lib arm', ARM]);
    expect(again.restored.hit).toEqual({ kind: 'exact', key: 'k-amd+arm-1' });
    expect(again.found).toEqual(['hit', 'hit']);
  });

  test('a new one costs that one and nothing else, and what the newest entry has is not asked for again', async () => {
    const asked: string[] = [];
    const listening = (options: ReturnType<typeof builds>) => ({
      ...options,
      cache: {
        ...service,
        restore: (...asking: Parameters<typeof service.restore>) => {
          asked.push(asking[1]);
          return service.restore(...asking);
        },
      },
    });
    await build(builds('a', '1', 'amd'), ['lib amd', AMD]);
    const both = await build(listening(builds('b', '1', 'amd', 'arm')), ['lib amd', AMD], ['lib arm', ARM]);
    expect(both.found).toEqual(['hit', 'made']);
    expect(both.saved.what).toContain('delta of 1 outputs');
    expect(asked).toEqual(['k-amd+arm-1', 'k-arm-1']);
    asked.length = 0;
    await build(listening(builds('c', '2', 'amd', 'arm')), ['lib amd', AMD], ['lib arm', ARM]);
    expect(asked).toEqual(['k-amd+arm-2']);
  });

  test('a torn entry of one of them costs that one, with a doubt', async () => {
    await build(builds('a', '1', 'amd'), ['lib amd', AMD]);
    await build(builds('b', '1', 'arm'), ['lib arm', ARM]);
    const [path = ''] = await packsOf('amd-1');
    await writeFile(path, (await readFile(path)).subarray(0, -1));
    const both = await build(builds('c', '1', 'amd', 'arm'), ['lib amd', AMD], ['lib arm', ARM]);
    expect(both.found).toEqual(['made', 'hit']);
    expect(both.restored.doubts).toEqual(['k-amd-1 has other content than its index says']);
  });
});

describe('a pack that is not what it should be is compiled again', () => {
  /** What a test does to the bytes of a pack. */
  type Harm = (pack: Buffer, other: Buffer) => Buffer;
  const harms: readonly (readonly [string, Harm])[] = [
    ['truncated', (pack) => pack.subarray(0, pack.length - 1)],
    ['with more behind it', (pack) => Buffer.concat([pack, Buffer.from('x')])],
    ['with another byte', (pack) => Buffer.from(pack.toString('latin1').replace(/.$/s, '!'), 'latin1')],
    [
      'with another output than its index says',
      (pack) => changePack(pack, (text) => text.replace('library', 'librari')),
    ],
    ['with a smaller output', (pack) => changePack(pack, (text) => text.slice(0, -1))],
    ['with a larger one', (pack) => changePack(pack, (text) => `${text} `)],
    ['with a frame that says it is huge', (pack) => hugeFrame(pack)],
    [
      'with another byte in its index',
      (pack) => Buffer.from(pack.toString('latin1').replace('linux', 'lunix'), 'latin1'),
    ],
    ['swapped for another', (_, other) => other],
    ['empty', () => Buffer.alloc(0)],
  ];
  /** Two gigabytes that come out of a few bytes. */
  function hugeFrame(pack: Buffer): Buffer {
    const changed = Buffer.from(pack);
    changed.writeUInt32LE(2 ** 31, changed.indexOf(10) + 5);
    return changed;
  }
  test.each(harms)('%s', async (_, harm) => {
    await build(machine('a', '1'), ['lib', LIB]);
    await build(machine('a2', '2', KIND), ['lib', LIB], ['more', 'more'.repeat(20)]);
    const [[base = ''], [delta = '']] = [await packsOf('1'), await packsOf('2')];
    await writeFile(base, harm(await readFile(base), await readFile(delta)));
    const next = await build(machine('b', '2'), ['lib', LIB], ['more', 'more'.repeat(20)]);
    expect(next.restored.hit).toEqual({ kind: 'partial', key: 'k-2' });
    expect(next.restored.doubts).toHaveLength(1);
    expect(next.restored.doubts[0]).toMatch(/^k-1 /);
    expect(next.found).toEqual(['made', 'hit']);
  });

  test('a base that is gone is said, and the rest is used', async () => {
    await build(machine('a', '1'), ['lib', LIB]);
    await build(machine('a2', '2'), ['lib', LIB], ['more', 'more'.repeat(20)]);
    stored.delete('k-1');
    const next = await build(machine('b', '3'), ['lib', LIB], ['more', 'more'.repeat(20)]);
    expect(next.restored.doubts).toEqual(['k-1 is not there any more']);
    expect(next.found).toEqual(['made', 'hit']);
    expect(next.saved.what).toContain('delta of 1 outputs');
  });

  test('one of another Go is a miss, whatever its key says', async () => {
    await build(machine('a', '1', 'linux-amd64-1.26.7'), ['lib', LIB]);
    const { restored, found } = await build(machine('b', '1'), ['lib', LIB]);
    expect(restored.hit).toEqual({ kind: 'miss' });
    expect(restored.doubts).toEqual(['k-1 was made by another Go or for another system']);
    expect(found).toEqual(['made']);
  });

  test('an entry that does not say what is in it is a miss', async () => {
    await build(machine('a', '1'), ['lib', LIB]);
    await writeFile(join(stored.get('k-1') ?? '', 'packs', 'next.json'), '{"head":"../../etc/passwd"}');
    const { restored } = await build(machine('b', '1'), ['lib', LIB]);
    expect(restored).toMatchObject({ hit: { kind: 'miss' }, doubts: ['it does not say what is in it'] });
  });

  test('an output that is torn on the machine is put right', async () => {
    await build(machine('a', '1'), ['lib', LIB]);
    const torn = join(root, 'b', sha(LIB).slice(0, 2), `${sha(LIB)}-d`);
    await mkdir(join(torn, '..'), { recursive: true });
    await writeFile(torn, LIB.slice(1));
    expect((await build(machine('b', '1'), ['lib', LIB])).found).toEqual(['hit']);
  });
});
