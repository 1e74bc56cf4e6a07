import { isSecretPath } from '@fairlead/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeLayers, traceValues, type ValueLayer } from '../src/values/layers.ts';
import { secretTexts, showValue } from '../src/values/secret-values.ts';
import { splitPath, treeOfPaths, type ValueTree } from '../src/values/set-paths.ts';
import { typedValue, wholeNumbers } from '../src/values/typed-set.ts';

const layer = (name: string, values: ValueTree): ValueLayer => ({ name, values, file: name });

describe('DEP-02: layers', () => {
  const layers = [
    layer('values.yaml', { image: { tag: 'v1', pull: 'x' }, replicas: 1, list: [1, 2], gone: { a: 1 } }),
    layer('values.staging.yaml', { replicas: 2, list: [3], gone: null }),
    layer('set', { image: { tag: 'v2' } }),
  ];

  it('merge as helm does: maps deeply, all else replaced, null takes away', () => {
    expect(mergeLayers(layers)).toEqual({ image: { tag: 'v2', pull: 'x' }, replicas: 2, list: [3] });
  });

  it('say who set what above the chart', () => {
    expect(traceValues(layers).map(({ path, value, from }) => [path.join('.'), value, from])).toEqual([
      ['gone', null, 'values.staging.yaml'],
      ['image.tag', 'v2', 'set'],
      ['list', [3], 'values.staging.yaml'],
      ['replicas', 2, 'values.staging.yaml'],
    ]);
  });

  it('drop what a later layer replaced as a whole', () => {
    const replaced = [layer('chart', {}), layer('a', { x: { y: 1, z: 2 } }), layer('b', { x: 3 })];
    expect(traceValues(replaced).map(({ path, from }) => [path.join('.'), from])).toEqual([['x', 'b']]);
  });

  it('merging is associative where layers agree on what is a map; a scalar between two maps cuts them apart', () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.constant([1]));
    const tree = fc.record(
      { a: leaf, b: fc.dictionary(fc.constantFrom('a', 'c'), leaf) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(tree, tree, tree, (a, b, c) => {
        const left = mergeLayers([layer('', mergeLayers([layer('', a), layer('', b)])), layer('', c)]);
        const right = mergeLayers([layer('', a), layer('', mergeLayers([layer('', b), layer('', c)]))]);
        expect(left).toEqual(right);
      }),
    );
  });
});

describe('set', () => {
  it('builds trees with the types that helm --set gives', () => {
    expect(
      treeOfPaths(
        {
          'a.b': '3',
          'a.c': 'True',
          d: 'null',
          'ingress.annotations.nginx\\.org/x': 'on',
          version: '1.30',
          id: '007',
          quoted: '"3"',
          long: '12345678',
        },
        typedValue,
      ),
    ).toEqual({
      a: { b: 3, c: true },
      d: null,
      ingress: { annotations: { 'nginx.org/x': 'on' } },
      version: '1.30',
      id: '007',
      quoted: '3',
      long: '12345678',
    });
  });

  it('hands whole numbers to helm as such: in a file they would be floats', () => {
    const set = {
      id: '12345678',
      'a.b\\.c/d,e': '-3',
      most: '9223372036854775807',
      more: '9223372036854775808',
      version: '1.30',
      quoted: '"3"',
    };
    expect(wholeNumbers(set, {})).toEqual(['id=12345678', 'a.b\\.c/d\\,e=-3', 'most=9223372036854775807']);
  });

  it('does so only while nothing stronger replaces them, and never with a secret', () => {
    const set = { a: '1', 'a.b': '2', 'c.d': '3', e: '4', ef: '5', 'db.password': '12345678' };
    expect(wholeNumbers(set, { c: 'x', e: 'y' })).toEqual(['a.b=2', 'ef=5']);
  });

  it('is text alone for images and secrets', () => {
    expect(treeOfPaths({ tag: '20240115', a: 'true', b: 'null', c: '"x"' })).toEqual({
      tag: '20240115',
      a: 'true',
      b: 'null',
      c: '"x"',
    });
  });

  it.each([
    ['a..b', 'has an empty part'],
    ['a[0].b', 'names an item of a list; put lists into a values file'],
    ['__proto__.x', 'is not a key'],
  ])('refuses %s', (path, problem) => {
    expect(splitPath(path)).toBe(problem);
  });
});

describe('DEP-15: secrets in values', () => {
  it.each([
    [['db', 'password'], true],
    [['secret', 'data', 'api-key'], true],
    [['secrets', 'x'], true],
    [['apiToken'], true],
    [['secret', 'existingSecret'], false],
    [['secret', 'apiKeyName'], false],
    [['image', 'pullSecrets'], true],
    [['image', 'tag'], false],
  ])('%j', (path, expected) => {
    expect(isSecretPath(path)).toBe(expected);
  });

  it('are found inside of lists, also where the name stands beside the value', () => {
    const env = [
      { name: 'DB_PASSWORD', value: 'hunter22' },
      { name: 'LOG_LEVEL', value: 'verbose' },
    ];
    expect(showValue(['env'], env)).toBe(
      '[{"name":"DB_PASSWORD","value":"***"},{"name":"LOG_LEVEL","value":"verbose"}]',
    );
    expect(secretTexts({ env, tokens: ['abcdef-1'], users: [{ password: 'swordfish' }] })).toEqual([
      'hunter22',
      'abcdef-1',
      'swordfish',
    ]);
  });

  it('are not shown and are masked in everything', () => {
    expect(showValue(['db', 'password'], 'hunter22')).toBe('***');
    expect(showValue(['replicas'], 3)).toBe('3');
    expect(
      secretTexts({ db: { password: 'hunter22', host: 'db' }, secret: { data: { k: 'shorty' } } }),
    ).toEqual(['hunter22', 'shorty']);
    expect(secretTexts({ db: { password: 'x' }, secret: { existingSecret: 'orders-secret' } })).toEqual([]);
  });
});

it('a long value is shown from its beginning, and cut', () => {
  const long = `first${'x'.repeat(200)}`;
  expect(showValue(['note'], long)).toBe(`${long.slice(0, 117)}…`);
  expect(showValue(['note'], long.slice(0, 120))).toBe(long.slice(0, 120));
});
