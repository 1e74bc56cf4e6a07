import { expect, test } from 'vitest';
import type { BuildWork, SlotState } from '../../src/cache/cache-slot.ts';
import { cacheFacts, renderCaches } from '../../src/publish/caches.ts';

const WORK: BuildWork = { needed: [], compileMs: 2000, libraries: 3 };

/** The cache of packages after a restore from an older entry. */
const packages = (over: Partial<SlotState> = {}, use = { used: 40, reused: 39, savedSeconds: 12.9 }) => ({
  slot: {
    name: 'packages' as const,
    key: 'k-2',
    restore: () => Promise.reject(),
    why: () => '',
    used: () => use,
    save: () => Promise.reject(),
  },
  hit: 'partial' as const,
  matchedKey: 'k-1',
  why: 'the same go.sum, other sources',
  doubted: false,
  failed: false,
  entries: 90,
  bytes: 9000,
  down: 2048,
  whole: false,
  warm: false,
  ...over,
});

test('OBS-15: the entry and why, entries used and new, their ratio, bytes both ways, seconds saved', () => {
  expect(cacheFacts([packages()], WORK, new Map([['packages', 512]]))).toEqual([
    {
      name: 'packages',
      hit: 'partial',
      matchedKey: 'k-1',
      why: 'the same go.sum, other sources',
      used: 40,
      reused: 39,
      new: 1,
      ratio: 0.97,
      down: 2048,
      up: 512,
      savedSeconds: 12,
    },
  ]);
});

test('what nobody knows is left out of the output', () => {
  const state = packages();
  const unknown = { ...state, slot: { ...state.slot, used: () => undefined } };
  const [facts] = cacheFacts([unknown], WORK, new Map());
  expect(Object.keys(JSON.parse(JSON.stringify(facts)) as object)).toEqual([
    'name',
    'hit',
    'matchedKey',
    'why',
    'down',
    'up',
  ]);
  const [none] = cacheFacts([packages({}, { used: 0, reused: 0, savedSeconds: 0 })], WORK, new Map());
  expect(none?.ratio).toBeUndefined();
});

test.each([
  ['only the programs were compiled', {}, 0, 'exact'],
  ['a library was compiled', {}, 1, 'partial'],
  ['nobody knows what was compiled', {}, undefined, 'partial'],
  ['a part of the entry was torn', { doubted: true }, 0, 'partial'],
  ['there was no entry', { hit: 'miss', matchedKey: undefined } as const, 0, 'miss'],
])('from an older entry, where %s: %s', (_, over, libraries, hit) => {
  expect(cacheFacts([packages(over)], { ...WORK, libraries }, new Map())[0]?.hit).toBe(hit);
});

test('modules of another go.sum stay partial, whatever was compiled', () => {
  const state = packages();
  const modules = { ...state, slot: { ...state.slot, name: 'modules' as const } };
  expect(cacheFacts([modules], { ...WORK, libraries: 0 }, new Map())[0]?.hit).toBe('partial');
});

test('the summary has it in one line', () => {
  expect(renderCaches(cacheFacts([packages()], WORK, new Map()), 'only main saves')).toBe(
    'packages partial (only main saves); packages from `k-1` (the same go.sum, other sources); 39 of 40 entries of GOCACHE reused (97 %), 1 new; 2.0 kB restored; at least 12.0 s of compiling saved',
  );
  expect(renderCaches([], 'cache: off')).toBe('off (cache: off)');
});
