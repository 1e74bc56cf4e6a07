import { describe, expect, test } from 'vitest';
import { planSave, type RestoredPack } from '../../src/gocache/plan-save.ts';

const entry = (name: string, size: number) => ({ action: `action ${name}`, output: `output ${name}`, size });
const pack = (key: string, ...entries: readonly ReturnType<typeof entry>[]): RestoredPack => ({
  key,
  id: `id of ${key}`,
  actions: entries,
  outputs: entries.map(({ output, size }) => ({ output, size })),
  seconds: 0,
});

const old = entry('old', 100);
const lib = entry('lib', 900);

describe('what is saved', () => {
  test('without a pack, all that the build uses', () => {
    const plan = planSave([], [old, lib, { ...lib, action: 'same output' }]);
    expect(plan).toMatchObject({ kind: 'base', parents: [] });
    expect(plan.kind !== 'nothing' && plan.outputs).toEqual([
      { output: 'output old', size: 100 },
      { output: 'output lib', size: 900 },
    ]);
    expect(plan.kind !== 'nothing' && plan.actions).toHaveLength(3);
  });

  test('nothing, when nothing was used or all is there', () => {
    expect(planSave([], []).kind).toBe('nothing');
    expect(planSave([pack('base', old, lib)], [lib])).toEqual({
      kind: 'nothing',
      why: 'nothing was compiled that is not in it',
    });
  });

  test('from one part in twenty on, what was compiled and nothing else', () => {
    const base = pack('base', entry('lib', 950));
    const used = (size: number) => [entry('lib', 950), entry('new', size)];
    expect(planSave([base], used(49)).kind).toBe('nothing');
    expect(planSave([base], used(50))).toEqual({
      kind: 'delta',
      why: 'what was compiled',
      parents: [{ key: 'base', id: 'id of base' }],
      actions: [entry('new', 50)],
      outputs: [{ output: 'output new', size: 50 }],
    });
  });

  test('where packages beside the programs were compiled, however little; where there were none, nothing', () => {
    const base = pack('base', entry('lib', 100 * 1_048_576));
    const used = [entry('lib', 100 * 1_048_576), entry('new', 10_000_000)];
    const small = [entry('lib', 100 * 1_048_576), entry('new', 1)];
    expect(planSave([base], small, 1)).toMatchObject({ kind: 'delta', outputs: [{ output: 'output new' }] });
    expect(planSave([base], used, 0)).toEqual({
      kind: 'nothing',
      why: 'only the programs themselves were compiled',
    });
    expect(planSave([], used, 0).kind).toBe('base');
  });

  test('an output that is there already is not carried again for another action', () => {
    const plan = planSave(
      [pack('base', lib)],
      [lib, entry('new', 100), { ...lib, action: 'of another flag' }],
    );
    expect(plan).toMatchObject({ kind: 'delta', outputs: [{ output: 'output new' }] });
    expect(plan.kind !== 'nothing' && plan.actions).toHaveLength(2);
  });

  test('of a large program, from half a megabyte on', () => {
    const lib = entry('lib', 100 * 1_048_576);
    const used = (size: number) => [lib, entry('new', size)];
    expect(planSave([pack('base', lib)], used(524_287)).kind).toBe('nothing');
    expect(planSave([pack('base', lib)], used(524_288)).kind).toBe('delta');
  });

  test('of too many packs the small ones become one, with what is used of them and nothing else', () => {
    const chain = Array.from({ length: 6 }, (_, index) =>
      pack(`p${index}`, entry(`e${index}`, index === 0 ? 200 : 100)),
    );
    const live = chain.flatMap(({ actions }) => actions).filter(({ action }) => action !== 'action e3');
    const used = [...live, entry('new', 100)];
    expect(planSave(chain.slice(1), used.slice(1))).toMatchObject({ actions: [entry('new', 100)] });
    const plan = planSave(chain, used);
    expect(plan).toMatchObject({
      kind: 'delta',
      why: '6 packs in 2',
      parents: [{ key: 'p0', id: 'id of p0' }],
      actions: used.slice(1),
    });
    expect(plan.kind !== 'nothing' && plan.outputs.map(({ output }) => output)).toEqual([
      'output e1',
      'output e2',
      'output e4',
      'output e5',
      'output new',
    ]);
  });

  test('a large pack beside the base, as that of another target, is not carried again', () => {
    const large = [pack('base', entry('lib', 1000)), pack('other target', entry('arm', 900))];
    const small = Array.from({ length: 4 }, (_, index) => pack(`p${index}`, entry(`e${index}`, 10)));
    const chain = [...large, ...small];
    const used = [...chain.flatMap(({ actions }) => actions), entry('new', 100)];
    expect(planSave(chain, used, 1)).toMatchObject({
      why: '6 packs in 3',
      parents: [{ key: 'base' }, { key: 'other target' }],
      actions: used.slice(2),
    });
  });

  test('one new base, when more than half as much as is used is dead', () => {
    const base = (dead: number) => pack('base', entry('lib', 80), entry('gone', dead));
    const used = [entry('lib', 80), entry('new', 20)];
    expect(planSave([base(50)], used).kind).toBe('delta');
    expect(planSave([base(51)], used)).toMatchObject({ kind: 'base', actions: used });
  });
});
