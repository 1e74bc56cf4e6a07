import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { restoreSlots } from '../../src/cache/build-caches.ts';
import type { CacheSlot } from '../../src/cache/cache-slot.ts';
import { reachedSources } from '../../src/cache/reached-sources.ts';
import { readEmbedded } from '../../src/cache/read-embedded.ts';

const RESTORED = {
  hit: { kind: 'miss' },
  doubts: [],
  entries: 0,
  bytes: 0,
  down: 0,
  whole: false,
  warm: false,
};

/** What is told of one slot that was restored so, and its state. */
async function restore(more: object, why = '') {
  const lines: string[] = [];
  const slot = {
    name: 'packages',
    restore: async () => ({ ...RESTORED, ...more }),
    why: () => why,
  } as unknown as CacheSlot;
  const log = {
    info: (line: string) => void lines.push(line),
    warn: (line: string) => void lines.push(`warning: ${line}`),
  };
  const [state] = await restoreSlots([slot], log as never);
  return { lines, state };
}

test.each([
  [{}, '', 'packages: miss'],
  [
    { hit: { kind: 'exact', key: 'k1' }, entries: 2, bytes: 1_000_000 },
    '',
    'packages: exact (k1), 2 entries, 1.00 MB',
  ],
  [
    { hit: { kind: 'partial', key: 'k1' }, entries: 1, bytes: 1_000_000 },
    'go.sum changed',
    'packages: partial (k1: go.sum changed), 1 entry, 1.00 MB',
  ],
  [
    { hit: { kind: 'exact', key: 'k1' }, entries: 2, warm: true },
    '',
    'packages: exact (k1), on this machine already',
  ],
])('a slot that was restored is told in one line: %j', async (more, why, line) => {
  const { lines, state } = await restore(more, why);
  expect(lines.map((one) => one.replace(/1(?:\.0+)? MB/, '1.00 MB'))).toEqual([line]);
  expect(state).toMatchObject({ doubted: false, failed: false, why });
});

test('a part that lacks is told, and one that failed is a miss and nothing more', async () => {
  const { lines, state } = await restore({ doubts: ['the part of linux'] });
  expect(lines[0]).toBe(
    'warning: the cache of packages is used without a part: the part of linux; what lacks is compiled',
  );
  expect(state).toMatchObject({ doubted: true });
  const slot = { name: 'packages', restore: () => Promise.reject(new Error('away')) } as unknown as CacheSlot;
  expect(await restoreSlots([slot], { warn: () => {} } as never)).toEqual([
    {
      slot,
      hit: 'miss',
      matchedKey: undefined,
      why: '',
      doubted: false,
      failed: true,
      entries: 0,
      bytes: 0,
      down: 0,
      whole: false,
      warm: false,
    },
  ]);
});

test('packages are reached over imports, whichever module has them, and what is not Go always is', () => {
  const modules = [
    { dir: '/w', path: 'm' },
    { dir: '/w/sub', path: 'm/sub' },
  ];
  const source = (absolute: string, text = '') => ({ absolute, text });
  const sources = [
    source('/w/cmd/main.go', 'import (\n"m/a"\n"m/sub/b"\n"fmt"\n"m/none"\n)'),
    source('/w/a/a.go', 'import "m/cmd"'),
    source('/w/sub/b/b.go', 'import `m/a`'),
    source('/w/idle/idle.go'),
    source('/w/idle/x.s'),
  ];
  for (const order of [modules, modules.toReversed()]) {
    const isReached = reachedSources(order, sources, ['/w/cmd']);
    expect(sources.filter(isReached).map(({ absolute }) => absolute)).toEqual([
      '/w/cmd/main.go',
      '/w/a/a.go',
      '/w/sub/b/b.go',
      '/w/idle/x.s',
    ]);
  }
});

test('what is embedded is read once, by what fits, without links and what no package embeds', async () => {
  const files = createFakeFiles(
    {
      '/w/p/web/a.css': 'a',
      '/w/p/web/deep/b.css': 'b',
      '/w/p/web/.git/config': 'x',
      '/w/p/notes.txt': 'x',
      '/w/p/default.pgo': 'profile',
      '/w/q/default.pgo': 'profile',
      '/w/q/page.css': 'x',
      '/elsewhere/c.css': 'c',
    },
    { '/w/p/web/link.css': '/elsewhere/c.css' },
  );
  const sources = [
    { absolute: '/w/p/a.go', text: '//go:embed web\nvar a string\n' },
    { absolute: '/w/p/b.go', text: '//go:embed web/*.css\nvar b string\n' },
    { absolute: '/w/p/c.s', text: '//go:embed notes.txt\n' },
    { absolute: '/w/q/q.go', text: 'package q\n' },
  ];
  const { facts } = await readEmbedded(files, '/w', sources);
  expect(facts.filter((_, at) => at % 2 === 0)).toEqual([
    'p/default.pgo',
    'p/web/a.css',
    'p/web/deep/b.css',
    'q/default.pgo',
  ]);
});
