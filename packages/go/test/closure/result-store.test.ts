import { createHash } from 'node:crypto';
import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { openResultStore, type StoredResult } from '../../src/index.ts';

const KEY = 'a'.repeat(32);
const NOW = 1_700_000_000_000;
const DAY = 24 * 3_600_000;

const result = (key = KEY): StoredResult => ({
  key,
  parts: [['its tests', '1']],
  inputs: [{ kind: 'open', name: '/w/x' }],
  states: [['open x', '1']],
  outcome: 'pass',
  seconds: 1.5,
  tests: [['TestA', 'pass', 0.1]],
  profile: {
    mode: 'set',
    blocks: [
      { file: 'm/a.go', startLine: 1, startColumn: 2, endLine: 3, endColumn: 4, statements: 5, count: 1 },
    ],
  },
  tree: 't',
});

describe('the results of earlier runs', () => {
  it('come back whole, by package and key, and explain what is different', async () => {
    const files = createFakeFiles();
    await (await openResultStore(files, '/c', NOW)).save('m/a', result());
    const store = await openResultStore(files, '/c', NOW + DAY);
    expect(await store.find('m/a', KEY)).toEqual({ exact: result() });
    expect(await store.find('m/a', 'b'.repeat(32))).toEqual({ last: result() });
    expect(await store.find('m/b', KEY)).toEqual({});
    await store.drop('m/a', KEY);
    expect(await store.find('m/a', KEY)).toEqual({});
  });

  it('are not used after a week', async () => {
    const files = createFakeFiles();
    await (await openResultStore(files, '/c', NOW)).save('m/a', result());
    expect(await (await openResultStore(files, '/c', NOW + 7 * DAY)).find('m/a', KEY)).toHaveProperty(
      'exact',
    );
    expect(await (await openResultStore(files, '/c', NOW + 7 * DAY + 1)).find('m/a', KEY)).toEqual({
      last: result(),
    });
  });

  it('are not used when they are torn, changed by hand, or under the name of another', async () => {
    const files = createFakeFiles();
    await (await openResultStore(files, '/c', NOW)).save('m/a', result());
    const [[path = '', text = ''] = []] = Object.entries(files.contents());
    for (const broken of [text.slice(0, -9), text.replace('pass', 'skip'), '{}', 'null', '7']) {
      await files.write(path, broken);
      expect(await (await openResultStore(files, '/c', NOW)).find('m/a', KEY)).toEqual({});
    }
    await files.write(path.replace(KEY, 'c'.repeat(32)), text);
    expect(await (await openResultStore(files, '/c', NOW)).find('m/a', 'c'.repeat(32))).toEqual({
      last: result(),
    });
  });

  it('stay few: eight of a package', async () => {
    const files = createFakeFiles();
    for (let run = 0; run < 12; run++)
      await (await openResultStore(files, '/c', NOW + run)).save(
        'm/a',
        result(run.toString(16).padStart(32, '0')),
      );
    expect(Object.keys(files.contents())).toHaveLength(8);
    const store = await openResultStore(files, '/c', NOW + 20);
    expect(await store.find('m/a', '3'.padStart(32, '0'))).not.toHaveProperty('exact');
    expect(await store.find('m/a', '4'.padStart(32, '0'))).toHaveProperty('exact');
  });

  it('name the tree that they were made in', async () => {
    const store = await openResultStore(createFakeFiles(), '/c', NOW);
    const tree = new Map([['a.go', '1']]);
    expect(await store.tree(await store.saveTree(tree))).toEqual(tree);
    expect(await store.tree('f'.repeat(32))).toEqual(new Map());
  });

  it.each(['7', '{}', '[["a.go","1"],["b.go"]]', '[["a.go","1"],"b."]', '[7]'])(
    'has no tree in %s',
    async (text) => {
      const files = createFakeFiles();
      const store = await openResultStore(files, '/c', NOW);
      const name = await store.saveTree(new Map([['a.go', '1']]));
      for (const path of Object.keys(files.contents())) await files.write(path, text);
      expect(await store.tree(name)).toEqual(new Map());
    },
  );

  describe('what programs said of packages', () => {
    const said = (key: string, at = NOW) => ({ key, at, findings: [{ file: 'a/a.go' }] });
    const kept = async (answers: ReadonlyMap<string, readonly ReturnType<typeof said>[]>) => {
      const files = createFakeFiles();
      await (await openResultStore(files, '/c', NOW)).saveAnswers('vet', answers);
      const [[path = '', text = ''] = []] = Object.entries(files.contents());
      const read = async (now = NOW) => (await openResultStore(files, '/c', now)).answers('vet');
      return { files, path, text, read };
    };

    it('comes back by program and package, for a week', async () => {
      const { files, read } = await kept(new Map([['m/a', [said('k')]]]));
      expect(await read()).toEqual(new Map([['m/a', [said('k')]]]));
      expect(await (await openResultStore(files, '/c', NOW)).answers('lint')).toEqual(new Map());
      expect(await read(NOW + 7 * DAY)).toEqual(new Map([['m/a', [said('k')]]]));
      expect(await read(NOW + 7 * DAY + 1)).toEqual(new Map([['m/a', []]]));
    });

    it('stays little: the last four of a package, in one file', async () => {
      const keys = ['1', '2', '3', '4', '5'];
      const { files, read } = await kept(new Map([['m/a', keys.map((key) => said(key))]]));
      expect((await read()).get('m/a')?.map(({ key }) => key)).toEqual(['2', '3', '4', '5']);
      await (await openResultStore(files, '/c', NOW + 1)).saveAnswers('vet', new Map());
      expect(Object.keys(files.contents())).toHaveLength(1);
      expect(await read()).toEqual(new Map());
    });

    it('is nothing where it is torn, changed by hand or of another form', async () => {
      const { files, path, text, read } = await kept(new Map([['m/a', [said('k')]]]));
      for (const broken of [text.slice(0, -9), text.replace('a/a.go', 'b/b.go'), '{}', 'null', '[]']) {
        await files.write(path, broken);
        expect(await read()).toEqual(new Map());
      }
      const sealed = async (body: string) => {
        const check = createHash('sha256').update(body).digest('hex').slice(0, 32);
        await files.write(path, JSON.stringify({ check, body }));
        return read();
      };
      expect(await sealed('{')).toEqual(new Map());
      expect(await sealed('{"m/a":[]}')).toEqual(new Map());
      expect(await sealed('[["m/a",{}],[7,[]],7]')).toEqual(new Map());
      const odd = [
        null,
        { key: 'k', at: NOW },
        { key: 7, at: NOW, findings: [] },
        { key: 'k', at: 'now', findings: [] },
      ];
      expect(await sealed(JSON.stringify([['m/a', odd]]))).toEqual(new Map([['m/a', []]]));
    });
  });
});
