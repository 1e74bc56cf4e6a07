import { describe, expect, it } from 'vitest';
import { overlayRules, whyNoOverlay } from '../../src/traffic/gateway/overlay-rules.ts';
import {
  isTesterRule,
  readTester,
  type TesterMatch,
  testerProblem,
} from '../../src/traffic/gateway/testers.ts';
import { createWorld } from '../world/create-world.ts';
import { last, names as namesIn, onlyStableRouted, overlayOf } from '../world/views.ts';
import type { World } from '../world/world.ts';

const names = { stable: 'orders', canary: 'orders-canary', namespace: 'shop' };
const header: TesterMatch = { type: 'Exact', name: 'X-Canary', value: 'always' };
const inputs = { 'tester-match': 'header X-Canary=always\ncookie tester=yes' };

interface Rule {
  readonly matches: {
    readonly path: object;
    readonly method: string;
    readonly headers?: readonly TesterMatch[];
  }[];
  readonly backendRefs: { readonly name: string; readonly port?: number; readonly weight?: number }[];
}
const rulesIn = (world: World): readonly Rule[] =>
  (overlayOf(world)?.['spec'] as { rules: readonly Rule[] } | undefined)?.rules ?? [];

describe('a match for testers', () => {
  it.each([
    ['header X-Canary=always', header],
    ['  header   X-User=a b=c ', { ...header, name: 'X-User', value: 'a b=c' }],
    ['header X-Canary', undefined],
    ['header =always', undefined],
    ['header X Canary=always', undefined],
    ['cookie a=b;c', undefined],
    ['cookie =b', undefined],
    ['query a=b', undefined],
    ['', undefined],
  ])('%j', (text, tester) => {
    expect(readTester(text)).toEqual(tester);
    expect(testerProblem(text) === undefined).toBe(tester !== undefined);
  });

  it('by cookie takes that cookie among others, and no other', () => {
    const { name, type, value = '' } = readTester('cookie te.st=y+s') ?? {};
    expect([name, type]).toEqual(['Cookie', 'RegularExpression']);
    const fits = (cookies: string): boolean => new RegExp(value).test(cookies);
    for (const cookies of ['te.st=y+s', 'a=1; te.st=y+s', 'te.st=y+s; b=2', 'a=1;te.st=y+s;b=2'])
      expect(fits(cookies), cookies).toBe(true);
    for (const cookies of ['test=y+s', 'xte.st=y+s', 'te.st=y+sx', 'a=te.st=y+s', 'te.st=yys'])
      expect(fits(cookies), cookies).toBe(false);
  });
});

describe('an overlay with testers', () => {
  const path = { type: 'PathPrefix', value: '/orders' };
  const rules = [
    {
      matches: [{ path }],
      filters: [{ type: 'X' }],
      backendRefs: [
        { name: 'orders', port: 80 },
        { name: 'old', port: 81 },
      ],
    },
    {
      matches: [{ path, headers: [{ name: 'x-beta', value: '1' }] }],
      backendRefs: [{ name: 'beta', port: 82 }],
    },
  ];

  it('leads them to the canary alone, by one header more than the rules of stable, at any share', () => {
    for (const percent of [0, 25, 100]) {
      const made = overlayRules(rules, names, percent, [header]);
      expect(made).toHaveLength(3);
      expect(made[2]).toMatchObject({
        filters: [{ type: 'X' }],
        backendRefs: [{ name: 'orders-canary', port: 80, weight: 1 }],
      });
      expect(made[2]?.matches).toHaveLength(7);
      expect(made[2]?.matches?.[0]).toEqual({ path, method: 'GET', headers: [header] });
      expect(made.map((rule) => isTesterRule(rule, [header]))).toEqual([false, false, true]);
      expect(made.slice(0, 2)).toEqual(overlayRules(rules, names, percent));
    }
  });

  it('leaves out matches that have the header already, and rules of which nothing is left', () => {
    const taken = { path, headers: [{ name: 'x-canary', value: 'other' }] };
    const mixed = [{ matches: [taken, { path }], backendRefs: [{ name: 'orders' }] }];
    expect(overlayRules(mixed, names, 25, [header])[1]?.matches).toHaveLength(7);
    expect(overlayRules([{ ...mixed[0], matches: [taken] }], names, 25, [header])).toHaveLength(1);
  });

  it('is not possible where there would be too much of it', () => {
    const many = (count: number): typeof rules =>
      Array.from({ length: count }, (_, at) => ({
        matches: [{ path: { type: 'PathPrefix', value: `/${at}` } }],
        backendRefs: [{ name: 'orders', port: 80 }],
      })) as never;
    expect(whyNoOverlay(many(8), names, [header])).toBeUndefined();
    expect(whyNoOverlay(many(9), names, [header])).toContain('more rules than the Gateway API allows (16)');
    expect(whyNoOverlay(many(9), names)).toBeUndefined();
    const wide = [{ ...rules[0], matches: Array.from({ length: 9 }, () => ({ path })) }];
    expect(whyNoOverlay(wide, names)).toBeUndefined();
    expect(whyNoOverlay(wide, names, [header])).toBeUndefined(); // 126 of 128
    expect(whyNoOverlay([...wide, ...many(1)], names, [header])).toContain('for each method and tester');
  });
});

describe('a run with testers', () => {
  it('hears before it begins what the cluster has against their matches', async () => {
    const world = createWorld({ gateway: true });
    world.refuses = (object) =>
      object.kind === 'HTTPRoute' && JSON.stringify(object).includes('X-Canary')
        ? 'no such header here'
        : undefined;
    expect(await world.main(inputs)).toBe('failure');
    expect(last(world)).toContain('the cluster refuses a second HTTPRoute: no such header here');
    expect(world.calls()).toEqual([]);
  });

  it.each(['canary', 'blue-green'])(
    'leads them to the new version from its readiness to its end (%s)',
    async (strategy) => {
      const world = createWorld({ gateway: true });
      const seen: string[] = [];
      world.kube.onChange((object, verb) => {
        world.react(object, verb);
        if (object.kind !== 'HTTPRoute' || verb === 'delete') return;
        const rules = rulesIn(world);
        const share = rules[0]?.backendRefs.find(({ name }) => name === 'orders-canary')?.weight ?? 0;
        seen.push(`${share} %, ${rules.length - 1} for testers`);
      });
      expect(await world.main({ ...inputs, strategy, keep: '0s' })).toBe('success');
      const steps =
        strategy === 'canary'
          ? ['25 %, 2 for testers', '50 %, 2 for testers']
          : ['0 %, 2 for testers', '100 %, 2 for testers'];
      expect(seen).toEqual(['0 %, 0 for testers', ...steps]);
      expect(world.outputs['share']).toBe(strategy === 'canary' ? '50' : '100');
      expect(world.log.join('\n')).toContain(
        'requests with header X-Canary=always or cookie tester=yes go to the new version whatever its share is',
      );
      expect(await world.main({ command: 'abort' }, '2002')).toBe('success');
      expect(seen.at(-1)).toBe('0 %, 0 for testers');
      expect(namesIn(world)).toEqual(onlyStableRouted);
    },
  );

  it.each([
    [
      false,
      inputs,
      'tester-match "header X-Canary=always, cookie tester=yes": needs a route: there is no HTTPRoute orders',
    ],
    [
      true,
      { ...inputs, provider: 'replicas' },
      'needs a route: provider replicas cannot tell requests apart',
    ],
    [
      true,
      { ...inputs, 'gateway-mode': 'weights' },
      'is not possible for HTTPRoute orders without an overlay: the weights were asked for',
    ],
    [true, { 'tester-match': 'query a=b' }, 'is neither header NAME=VALUE nor cookie NAME=VALUE'],
  ])('is refused where nobody can tell them apart (%s, %j)', async (gateway, given, words) => {
    const world = createWorld({ gateway });
    expect(await world.main(given)).toBe('failure');
    expect(last(world)).toContain(words);
    expect(world.calls()).toEqual([]);
  });
});
