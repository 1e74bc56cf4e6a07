import { describe, expect, it } from 'vitest';
import type { HttpRoute, RouteRule } from '../../src/cluster/objects.ts';
import { overlayRules, whyNoOverlay } from '../../src/traffic/gateway/overlay-rules.ts';
import { overlayName } from '../../src/traffic/gateway/plan-overlay.ts';
import { takers, whyNotHeld } from '../../src/traffic/gateway/route-status.ts';

const names = { stable: 'orders', canary: 'orders-canary', namespace: 'shop' };
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const prefix = (value: string) => ({ path: { type: 'PathPrefix', value } });
const stable = { name: 'orders', port: 80, weight: 1 };

describe('the rules of an overlay', () => {
  it('are those of the user, each match once per method, with filters and timeouts, and both versions by weight', () => {
    const rest = { filters: [{ type: 'RequestHeaderModifier' }], timeouts: { request: '5s' }, name: 'all' };
    const headers = [{ name: 'x', value: 'y' }];
    const rules = [{ ...rest, matches: [{ ...prefix('/'), headers }], backendRefs: [stable] }];
    expect(overlayRules(rules, names, 25)).toEqual([
      {
        ...rest,
        matches: METHODS.map((method) => ({ ...prefix('/'), headers, method })),
        backendRefs: [
          { ...stable, weight: 75 },
          { ...stable, name: 'orders-canary', weight: 25 },
        ],
      },
    ]);
  });

  it('take every path where the rule has no match', () => {
    for (const matches of [undefined, [], [{}]]) {
      const rule: RouteRule =
        matches === undefined ? { backendRefs: [stable] } : { matches, backendRefs: [stable] };
      const [made] = overlayRules([rule], names, 0);
      expect(made).toEqual({
        matches: METHODS.map((method) => ({ ...prefix('/'), method })),
        backendRefs: [stable],
      });
    }
  });

  it('leave out a rule of another service, but for one with a path of stable: its headers must keep their say', () => {
    const other = { name: 'other', port: 80 };
    const beta = {
      matches: [{ ...prefix('/'), headers: [{ name: 'beta', value: '1' }] }],
      backendRefs: [other],
    };
    const rules = [
      beta,
      { matches: [prefix('/')], backendRefs: [stable] },
      { matches: [prefix('/static')], backendRefs: [other] },
    ];
    const made = overlayRules(rules, names, 50);
    expect(made.map(({ backendRefs }) => backendRefs?.map(({ name }) => name))).toEqual([
      ['other'],
      ['orders', 'orders-canary'],
    ]);
    expect(made[0]?.matches).toHaveLength(METHODS.length);
  });

  it.each([
    [9, 1, undefined],
    [10, 1, 'more matches'],
    [9, 2, undefined],
    [6, 3, undefined],
    [7, 3, 'more matches'],
  ])('with %i matches in each of %i rules: %s', (matches, count, why) => {
    const rules = Array.from({ length: count }, (_, rule) => ({
      matches: Array.from({ length: matches }, (__, match) => prefix(`/${rule}/${match}`)),
      backendRefs: [stable],
    }));
    const said = whyNoOverlay(rules, names);
    if (why === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(why);
  });

  it('are not possible where a rule beside stable matches by method, and are where one far from it does', () => {
    const byMethod = (value: string) => ({
      matches: [{ ...prefix(value), method: 'POST' }],
      backendRefs: [{ name: 'other' }],
    });
    const own = { matches: [prefix('/')], backendRefs: [stable] };
    expect(whyNoOverlay([own, byMethod('/')], names)).toContain('by method');
    expect(whyNoOverlay([own, byMethod('/upload')], names)).toBeUndefined();
  });
});

describe('the name of an overlay', () => {
  it('is that of the route with a word, and legal for a route of any legal name', () => {
    expect(overlayName('orders')).toBe('orders-canary');
    expect(overlayName('a'.repeat(246))).toHaveLength(253);
    for (const length of [247, 253]) {
      const [one, two] = ['b', 'c'].map((end) =>
        overlayName(`${'a.'.repeat(130).slice(0, length - 1)}${end}`),
      );
      for (const name of [one, two]) expect(name).toMatch(/^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])$/);
      expect(one).not.toBe(two);
    }
  });
});

describe('whether a route holds', () => {
  const parent = (accepted: string, resolved: string, observedGeneration = 3) => ({
    conditions: [
      { type: 'Accepted', status: accepted, observedGeneration, reason: 'Because' },
      { type: 'ResolvedRefs', status: resolved, observedGeneration },
    ],
  });
  const routeWith = (...parents: ReturnType<typeof parent>[]): HttpRoute => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'orders', generation: 3 },
    spec: {},
    status: { parents },
  });

  it.each([
    ['all is said of its generation', [parent('True', 'True')], 1, undefined],
    ['no gateway speaks of it', [], 1, 'no gateway has taken it yet'],
    [
      'it speaks of the generation before',
      [parent('True', 'True', 2)],
      1,
      'has not said Accepted of generation 3',
    ],
    ['it is refused', [parent('False', 'True')], 1, 'Accepted is False (Because)'],
    ['its references are not there', [parent('True', 'False')], 1, 'ResolvedRefs is False'],
    ['one of two gateways is late', [parent('True', 'True'), parent('True', 'True', 2)], 2, 'has not said'],
    [
      'one of two never took the user’s either',
      [parent('True', 'True'), parent('False', 'True')],
      1,
      undefined,
    ],
  ])('%s', (_, parents, wanted, why) => {
    const said = whyNotHeld(routeWith(...parents), wanted);
    if (why === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(why);
  });

  it('counts the gateways that take it, in whichever generation', () => {
    expect(takers(routeWith(parent('True', 'False', 1), parent('False', 'True')))).toBe(1);
  });
});
