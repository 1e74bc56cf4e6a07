import { setImmediate as nextTurn } from 'node:timers/promises';
import { CancelledError, type Logger } from '@fairlead/core';
import { describe, expect, test } from 'vitest';
import { restoreSlots, saveSlots, slotsToSave, usesOf } from '../../src/cache/build-caches.ts';
import { workOf } from '../../src/cache/build-work.ts';
import type { CacheSlot } from '../../src/cache/cache-slot.ts';
import { buildKey, hashTexts, moduleKey, targetKey, whyMatched } from '../../src/cache/keys.ts';
import { decideCache } from '../../src/cache/policy.ts';

const parts = {
  os: 'linux',
  arch: 'amd64',
  goVersion: '1.26.8',
  flavour: ['linux/amd64', 'cgo false'],
  lock: 'lock1',
  source: 'source1',
};

describe('keys', () => {
  test('an edit falls back to the same dependencies, then to the same flavour', () => {
    const { key, prefixes } = buildKey(parts);
    const edited = buildKey({ ...parts, source: 'source2' });
    const bumped = buildKey({ ...parts, lock: 'lock2', source: 'source3' });
    expect(edited.key).not.toBe(key);
    expect(key.startsWith(edited.prefixes[0] ?? '?')).toBe(true);
    expect(key.startsWith(bumped.prefixes[0] ?? '?')).toBe(false);
    expect(key.startsWith(bumped.prefixes[1] ?? '?')).toBe(true);
    expect(prefixes).toHaveLength(3);
  });
  test.each([
    ['go.sum', { lock: 'lock2' }],
    ['Go version', { goVersion: '1.26.9' }],
    ['target', { flavour: ['linux/arm64', 'cgo false'] }],
    ['system', { os: 'darwin' }],
  ])('CAC-02: another %s has another prefix; another source has the same', (what, change) => {
    const dependencies = (of: typeof parts): string => buildKey(of).prefixes[0] ?? '';
    expect(dependencies({ ...parts, ...change }), what).not.toBe(dependencies(parts));
    expect(dependencies({ ...parts, source: 'other' })).toBe(dependencies(parts));
  });
  test('a new target falls back to any entry of the same Go, a new Go to none', () => {
    const { key } = buildKey(parts);
    const last = (of: typeof parts): string => buildKey(of).prefixes.at(-1) ?? '?';
    expect(key.startsWith(last({ ...parts, flavour: ['linux/arm64'], lock: 'lock2' }))).toBe(true);
    expect(key.startsWith(last({ ...parts, goVersion: '1.26.9' }))).toBe(false);
    expect(key.startsWith(last({ ...parts, goVersion: '1.26' }))).toBe(false);
  });
  test('a target beside others is looked for among its own entries alone', () => {
    const all = buildKey(parts);
    const { key, prefixes, shares } = targetKey(all);
    expect(key).toBe(all.key);
    expect(prefixes).toEqual(all.prefixes.slice(0, 2));
    expect(shares).toHaveLength(3);
  });
  test('CAC-02: modules know go.sum and what decides which of them are needed, not sources or Go', () => {
    const { key, prefixes } = moduleKey('abc', 'imports', ['linux/amd64'], false);
    expect(prefixes).toEqual(['fairlead-go5-modules-whole-abc-', 'fairlead-go5-modules-whole-']);
    expect(key.startsWith('fairlead-go5-modules-whole-abc-')).toBe(true);
    expect(moduleKey('abc', 'imports', ['linux/amd64'], false).key).toBe(key);
    expect(moduleKey('abc', 'another import', ['linux/amd64'], false).key).not.toBe(key);
    expect(moduleKey('abc', 'imports', ['linux/arm64'], false).key).not.toBe(key);
  });
  test('modules that are kept in part never fall back to whole ones, nor the other way round', () => {
    const [whole, part] = [false, true].map((apart) => moduleKey('abc', 'imports', [], apart));
    for (const prefix of whole?.prefixes ?? []) expect(part?.key.startsWith(prefix)).toBe(false);
    for (const prefix of part?.prefixes ?? []) expect(whole?.key.startsWith(prefix)).toBe(false);
  });
  test('an entry says what it has in common with the build', () => {
    const wanted = buildKey(parts);
    const why = (change: Partial<typeof parts>): string =>
      whyMatched(wanted, buildKey({ ...parts, ...change }).key);
    expect(why({})).toBe('the same sources');
    expect(why({ source: 'source2' })).toBe('the same go.sum, other sources');
    expect(why({ lock: 'lock2' })).toBe('the same targets and flags, another go.sum');
    expect(why({ flavour: ['linux/arm64'] })).toBe('the same Go, other targets or flags');
    expect(why({ goVersion: '1.26.9' })).toBe('');
    const modules = moduleKey('abc', 'imports', [], false);
    expect(whyMatched(modules, moduleKey('abc', 'another', [], false).key)).toBe(
      'the same go.sum, other imports',
    );
    expect(whyMatched(modules, moduleKey('abd', 'imports', [], false).key)).toBe('another go.sum');
  });
  test('texts are kept apart', () => {
    expect(hashTexts(['ab', 'c'])).not.toBe(hashTexts(['a', 'bc']));
  });
});

describe('when the cache is used', () => {
  const main = { refType: 'branch', onDefaultBranch: true, defaultBranch: 'main' } as const;
  const branch = { ...main, onDefaultBranch: false } as const;
  const tag = { ...branch, refType: 'tag' } as const;
  test.each([
    ['auto', main, 'trusted', true, true],
    ['auto', branch, 'trusted', true, false],
    ['auto', tag, 'trusted', false, false],
    ['auto', main, 'same-repository', true, true],
    ['auto', main, 'untrusted', true, false],
    ['read', main, 'trusted', true, false],
    ['read', tag, 'trusted', true, false],
    ['write', branch, 'trusted', true, true],
    ['write', tag, 'trusted', true, true],
    ['write', branch, 'untrusted', true, false],
    ['off', main, 'trusted', false, false],
  ] as const)('%s %#', (mode, event, level, restore, save) => {
    const trust = { level, why: 'a test' };
    expect(decideCache({ mode, event, trust, lack: '' })).toMatchObject({ restore, save });
  });
  test('CAC-03: another branch than the default one says how it could save', () => {
    const trust = { level: 'trusted', why: 'a test' } as const;
    expect(decideCache({ mode: 'auto', event: branch, trust, lack: '' }).reason).toBe(
      'only main saves; cache: write saves here too',
    );
  });
  test('without a service nothing is tried, and the reason is said', () => {
    expect(
      decideCache({
        mode: 'auto',
        event: main,
        trust: { level: 'trusted', why: 'a test' },
        lack: 'this runner offers no cache service',
      }),
    ).toEqual({
      restore: false,
      save: false,
      reason: 'this runner offers no cache service',
    });
  });
});

function recordingLog(): Logger & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return {
    warnings,
    info: () => {},
    debug: () => {},
    notice: () => {},
    warn: (line) => void warnings.push(line),
  };
}

const RESTORED = { entries: 2, bytes: 2048, down: 512, whole: false, warm: false };
const WORK = { needed: [], compileMs: 3000, libraries: 1 };

/** A slot whose restore and save end like this. */
const slotOf = (
  restore: CacheSlot['restore'],
  save: CacheSlot['save'] = () => Promise.reject(),
): CacheSlot => ({
  name: 'packages',
  key: buildKey(parts).key,
  restore,
  why: (matched) => `why ${matched}`,
  used: () => undefined,
  save,
});
const slot = slotOf(() => Promise.reject());

test('a service that breaks is a miss and a warning', async () => {
  const broken = slotOf(
    () => Promise.reject(new Error('503 from the service')),
    () => Promise.reject(new Error('connection reset')),
  );
  const log = recordingLog();
  const states = await restoreSlots([broken], log);
  expect(states).toMatchObject([{ hit: 'miss', failed: true }]);
  expect((await saveSlots([broken], WORK, log)).size).toBe(0);
  expect(log.warnings).toEqual([
    'the cache of packages could not be restored: 503 from the service; building without it',
    'the cache of packages could not be saved: connection reset; the build is not affected',
  ]);
});

test('what had to be left out is one warning', async () => {
  const hit = { kind: 'partial', key: 'k' } as const;
  const log = recordingLog();
  const states = await restoreSlots(
    [slotOf(async () => ({ ...RESTORED, hit, doubts: ['k is torn', 'j is gone'] }))],
    log,
  );
  expect(states).toMatchObject([
    { hit: 'partial', matchedKey: 'k', why: 'why k', doubted: true, down: 512, failed: false },
  ]);
  expect(log.warnings).toHaveLength(1);
  expect(log.warnings[0]).toContain('k is torn');
  expect(log.warnings[0]).toContain('j is gone');
});

test('what was restored exactly, or from a service that failed, is not saved', () => {
  const state = { ...RESTORED, slot, matchedKey: undefined, why: '', doubted: false, failed: false };
  expect(slotsToSave([{ ...state, hit: 'exact' }])).toEqual([]);
  expect(slotsToSave([{ ...state, hit: 'miss', failed: true }])).toEqual([]);
  expect(slotsToSave([{ ...state, hit: 'miss' }])).toEqual([slot]);
  expect(slotsToSave([{ ...state, hit: 'partial' }])).toEqual([slot]);
});

test('a cancelled restore or save is no failure of the service, and waits for the other slots', async () => {
  const ended: string[] = [];
  const work = async (path: string): Promise<never> => {
    if (path === '/slow') await nextTurn();
    ended.push(path);
    throw new CancelledError('running node');
  };
  const log = recordingLog();
  const both = ['/cache', '/slow'].map((path) =>
    slotOf(
      () => work(path),
      () => work(path),
    ),
  );
  await expect(restoreSlots(both, log)).rejects.toThrow(CancelledError);
  expect(ended).toEqual(['/cache', '/slow']);
  await expect(saveSlots(both, WORK, log)).rejects.toThrow(CancelledError);
  expect(ended).toHaveLength(4);
  expect(log.warnings).toEqual([]);
});

test('OBS-15: each cache says how much of what was used it had, and none where nobody knows', () => {
  const facts = { matchedKey: undefined, why: '', doubted: false, failed: false };
  const state = { ...RESTORED, ...facts, hit: 'partial' } as const;
  const packages = { ...slot, used: () => ({ used: 4, reused: 3 }) };
  const modules: CacheSlot = {
    ...slot,
    name: 'modules',
    used: ({ needed }) => ({ used: needed.length, reused: 0 }),
  };
  const states = [packages, modules].map((one) => ({ ...state, slot: one }));
  expect([...usesOf(states, { ...WORK, needed: [{ path: 'a', version: 'v1.0.0', folders: [''] }] })]).toEqual(
    [
      ['packages', { used: 4, reused: 3 }],
      ['modules', { used: 1, reused: 0 }],
    ],
  );
  expect(usesOf([{ ...state, slot }], WORK).size).toBe(0);
});

test('a save says how many bytes it carried, and nothing of what was not stored', async () => {
  const stored = slotOf(
    () => Promise.reject(),
    async () => ({ stored: true, what: 'saved', up: 77 }),
  );
  const refused = slotOf(
    () => Promise.reject(),
    async () => ({ stored: false, what: 'not saved', up: 0 }),
  );
  const slots = [stored, { ...refused, name: 'modules' as const }];
  expect([...(await saveSlots(slots, WORK, recordingLog()))]).toEqual([['packages', 77]]);
});

test.each([
  [[0, 2], 2],
  [[0, 0], 0],
  [[1, undefined], undefined],
  [[], 0],
] as const)('of batches that compiled %j beside their programs, the build compiled %s', (counts, sum) => {
  const batches = counts.map((libraries) => ({ libraries }));
  expect(workOf(batches, [], 5)).toEqual({ needed: [], compileMs: 5, libraries: sum });
});
