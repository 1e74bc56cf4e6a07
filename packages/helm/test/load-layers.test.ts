import { describe, expect, it } from 'vitest';
import { layOutValues } from '../src/chart/lay-out.ts';
import { notGiven } from '../src/values/layers.ts';
import { loadLayers, removeLeftLayers } from '../src/values/load-layers.ts';
import { secretTexts, showValue } from '../src/values/secret-values.ts';
import { stepWith } from './chart-context.ts';

const CHART = { 'chart/Chart.yaml': '', 'chart/values.yaml': 'replicas: 1\n' };
const namesOf = async (...given: Parameters<typeof stepWith>) =>
  (await loadLayers(stepWith(...given).context)).layers.map(({ name }) => name);

describe('the layers of values', () => {
  it('come from the weakest to the strongest, and helm is given a file for each but its own', async () => {
    const files = { ...CHART, 'chart/values.staging.yaml': 'a: 1\n', 'more.yaml': 'b: 2\n' };
    const {
      context,
      files: disk,
      state,
    } = stepWith(files, {
      environment: 'staging',
      values: ['more.yaml'],
      image: 'ghcr.io/acme/orders:v1',
      set: { 'x.y': '3', big: '12345678' },
      setSecret: { 'db.password': 'swordfish' },
    });
    const { layers, numbers, folder } = await loadLayers(context);
    expect(layers.map(({ name, file }) => [name, file])).toEqual([
      ['chart/values.yaml', undefined],
      ['chart/values.staging.yaml', '/workspace/chart/values.staging.yaml'],
      ['more.yaml', '/workspace/more.yaml'],
      ['image', `${folder}/image.json`],
      ['set', `${folder}/set.json`],
      ['set-secret', `${folder}/set-secret.json`],
    ]);
    expect(numbers).toEqual(['x.y=3', 'big=12345678']);
    expect(JSON.parse(disk.contents()[`${folder}/set.json`] ?? '')).toEqual({ x: { y: 3 }, big: '12345678' });
    expect(state).toEqual({ 'values-folder': folder });
  });

  it('are those that are there: no values.yaml, none of the environment, no image of ours', async () => {
    const chart = { 'chart/Chart.yaml': '' };
    expect(await namesOf(chart, { environment: 'staging' })).toEqual(['no values.yaml']);
    expect(await namesOf({ ...chart, 'chart/values.yaml/x': '' })).toEqual(['no values.yaml']);
    expect(await namesOf({ ...CHART, 'chart/values.staging.yaml': '' })).toEqual(['chart/values.yaml']);
  });

  it('an empty file has no values, and one that is no map is refused by its name', async () => {
    const { context } = stepWith({ ...CHART, 'chart/values.yaml': '# nothing\n' });
    expect((await loadLayers(context)).layers[0]?.values).toEqual({});
    for (const [text, problem] of [
      ['- a\n', 'is not a map of values'],
      ['word\n', 'is not a map of values'],
      ['a: [\n', 'is not YAML: '],
    ] as const) {
      const bad = stepWith({ ...CHART, 'bad.yaml': text }, { values: ['bad.yaml'] });
      await expect(loadLayers(bad.context)).rejects.toMatchObject({
        problems: [{ input: 'values', value: 'bad.yaml', problem: expect.stringContaining(problem) }],
      });
    }
  });

  it('keys that stand twice are told, and only those', async () => {
    const twice = stepWith({ ...CHART, 'chart/values.yaml': 'a: 1\nb: 2\na: 3\n' });
    await loadLayers(twice.context);
    expect(twice.said).toEqual([
      expect.stringMatching(/^warn: chart\/values\.yaml: keys stand twice; .*: .*a/),
    ]);
    const once = stepWith(CHART);
    await loadLayers(once.context);
    expect(once.said).toEqual([]);
  });

  it('what must not appear is masked: all of set-secret, and what looks like a secret elsewhere', async () => {
    const { context, masked } = stepWith(
      { ...CHART, 'chart/values.yaml': 'password: of-chart\nname: orders\n' },
      { setSecret: { plain: 'anything' } },
    );
    await loadLayers(context);
    expect(masked).toEqual(['anything', 'of-chart']);
  });

  it('what a run that was cut off has left is removed, where there was one', async () => {
    const { context, files } = stepWith(CHART, { set: { a: 'b' } });
    await removeLeftLayers(context);
    const { folder } = await loadLayers(context);
    expect(Object.keys(files.contents())).toContain(`${folder}/set.json`);
    await removeLeftLayers(context);
    expect(Object.keys(files.contents())).not.toContain(`${folder}/set.json`);
  });
});

it('the log says what is stronger than what, and hides all of set-secret', async () => {
  const { context, said } = stepWith(CHART, { set: { replicas: '2' }, setSecret: { plain: 'anything' } });
  const { values, source } = await layOutValues(context);
  expect(said).toEqual([
    'info: values, the strongest last: chart/values.yaml < set < set-secret',
    'info:   plain = ***  (set-secret)',
    'info:   replicas = 2  (set)',
  ]);
  expect(values).toEqual({ replicas: 2, plain: 'anything' });
  expect(source).toMatchObject({ chart: '/workspace/chart', numbers: ['replicas=2'] });
});

describe('values that were given once and are not any more', () => {
  const given = (values: object) => [
    { name: 'chart', values: { all: 1 }, file: undefined },
    { name: 'set', values: values as never, file: 'set' },
  ];
  it.each([
    [{ a: 1 }, { a: 2 }, []],
    [{ a: 1 }, {}, ['a']],
    [{ a: { b: 1, c: 2 } }, { a: { b: 3 } }, ['a.c']],
    [{ a: { b: 1 } }, { a: 'whole' }, []], // around it
    [{ a: 'whole' }, { a: { b: 1 } }, []], // in it
    [{ a: { b: 1 } }, { a: { c: 1 } }, ['a.b']],
    [{ ab: 1 }, { a: 1 }, ['ab']],
    [{ all: 1 }, {}, ['all']], // the chart's own values count for nothing
    [{ a: {} }, {}, ['a']],
  ])('of %j with %j: %j', (before, now, missing) => {
    expect(notGiven(before, given(now))).toEqual(missing);
  });
});

describe('a value for people', () => {
  it.each([
    [['a'], 'x'.repeat(120), 'x'.repeat(120)],
    [['a'], 'x'.repeat(121), `${'x'.repeat(117)}…`],
    [['db'], { password: 'p', name: 'n' }, '{"password":"***","name":"n"}'],
    [['password'], '', ''],
    [['password'], null, 'null'],
    [['passwords'], ['a', 'b'], '["***","***"]'],
    [
      ['env'],
      [
        { name: 'DB_PASSWORD', value: 'x' },
        { name: 'MODE', value: 'y' },
      ],
      '[{"name":"DB_PASSWORD","value":"***"},{"name":"MODE","value":"y"}]',
    ],
  ])('at %j %j is %s', (path, value, shown) => {
    expect(showValue(path, value)).toBe(shown);
  });

  it('hides in a log what is a secret text, long enough, wherever it stands', () => {
    const tree = {
      password: 'sixsix',
      token: 'five5',
      port: 1234567,
      none: null,
      list: [{ password: 'in-a-list' }, 7, null],
      env: [{ name: 'API_KEY', value: 'of-its-name' }],
    };
    expect(secretTexts(tree)).toEqual(['sixsix', 'in-a-list', 'of-its-name']);
  });
});
