import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canaryShares,
  clearRules,
  hasWeight,
  originalBackends,
  routesTo,
  shiftRules,
} from '../src/traffic/gateway/route-weights.ts';
import { planReplicaSteps, planWeightSteps, replicaShare } from '../src/traffic/plan-shares.ts';

describe('planWeightSteps', () => {
  it.each([
    [1, [10], 1],
    [3, [10, 50], 2],
    [200, [100], 200],
  ])('beside %i stable pods steps %j need %i canary pods from the start', (stable, percents, replicas) => {
    const { steps } = planWeightSteps(percents, stable, undefined);
    expect(steps).toEqual(percents.map((percent) => ({ percent, share: percent, replicas })));
  });
});

describe('planReplicaSteps', () => {
  it.each([
    [
      3,
      [25, 50],
      [
        [1, 25],
        [3, 50],
      ],
    ],
    [
      10,
      [10, 25],
      [
        [1, 9.1],
        [3, 23.1],
      ],
    ],
    [1, [50], [[1, 50]]],
    [3, [45], [[2, 40]]], // 50 % is as near: the fewer pods are taken
  ] as const)('%i stable pods, steps %j', (stable, percents, expected) => {
    const { steps } = planReplicaSteps(percents, stable);
    expect(steps.map(({ replicas, share }) => [replicas, Number(share.toFixed(1))])).toEqual(expected);
  });

  it('merges steps that need equally many pods, and says so', () => {
    const { steps, notices } = planReplicaSteps([25, 50], 1);
    expect(steps).toEqual([{ percent: 50, share: 50, replicas: 1 }]);
    expect(notices.at(-1)).toBe(
      'step 50 % needs as many pods as step 25 % (1 beside 1, 50.0 %); the two are one step',
    );
  });

  it('never takes more pods than allowed, and says what 100 % really is', () => {
    const { steps, notices } = planReplicaSteps([100], 4);
    expect(steps[0]).toMatchObject({ replicas: 4, share: 50 });
    expect(notices).toEqual(['step 100 % is really 50.0 %: 4 canary pods beside 4 stable']);
    expect(planReplicaSteps([50], 4, 2).steps[0]?.replicas).toBe(2);
  });

  it('always rises, within the limit, and no other number of pods comes nearer', () => {
    const percents = fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(percents, fc.integer({ min: 1, max: 30 }), (given, stable) => {
        const { steps } = planReplicaSteps(
          given.toSorted((a, b) => a - b),
          stable,
        );
        for (const [index, { percent, share, replicas }] of steps.entries()) {
          expect(replicas).toBeGreaterThan(steps[index - 1]?.replicas ?? 0);
          expect(replicas).toBeLessThanOrEqual(stable);
          for (let other = 1; other <= stable; other++)
            expect(Math.abs(share - percent)).toBeLessThanOrEqual(
              Math.abs(replicaShare(other, stable) - percent) + 1e-9,
            );
        }
      }),
    );
  });
});

describe('planWeightSteps', () => {
  it('keeps shares exact and has the pods of the last step from the start', () => {
    expect(planWeightSteps([10, 50], 3, undefined).steps).toEqual([
      { percent: 10, share: 10, replicas: 2 },
      { percent: 50, share: 50, replicas: 2 },
    ]);
  });
});

const names = { stable: 'orders', canary: 'orders-canary', namespace: 'default' };
const canary = { name: 'orders-canary', namespace: 'default' };

describe('route weights', () => {
  it('splits the only backend in percent', () => {
    const rules = [{ backendRefs: [{ name: 'orders', port: 80, weight: 1 }] }];
    const shifted = shiftRules(rules, originalBackends(rules, canary), names, 25);
    expect(shifted[0]?.backendRefs).toEqual([
      { name: 'orders', port: 80, weight: 75 },
      { name: 'orders-canary', port: 80, weight: 25 },
    ]);
  });

  it('splits it in percent whatever its weight was', () => {
    const rules = [{ backendRefs: [{ name: 'orders', weight: 5 }] }];
    const [rule] = shiftRules(rules, originalBackends(rules, canary), names, 25);
    expect(rule?.backendRefs?.map(({ weight }) => weight)).toEqual([75, 25]);
  });

  it('takes backends without a weight for such of weight 1', () => {
    const rules = [{ backendRefs: [{ name: 'orders' }, { name: 'legacy' }] }];
    expect(hasWeight(rules, { name: 'orders', namespace: 'default' })).toBe(true);
    const [rule] = shiftRules(rules, originalBackends(rules, canary), names, 25);
    expect(rule?.backendRefs).toEqual([
      { name: 'orders', weight: 75 },
      { name: 'orders-canary', weight: 25 },
      { name: 'legacy', weight: 100 },
    ]);
  });

  it('keeps the shares of other backends and leaves rules of other services alone', () => {
    const rules = [
      {
        backendRefs: [
          { name: 'orders', weight: 3 },
          { name: 'legacy', weight: 1 },
        ],
      },
      { backendRefs: [{ name: 'other' }] },
    ];
    const shifted = shiftRules(rules, originalBackends(rules, canary), names, 10);
    expect(shifted[0]?.backendRefs).toEqual([
      { name: 'orders', weight: 270 },
      { name: 'orders-canary', weight: 30 },
      { name: 'legacy', weight: 100 },
    ]);
    expect(shifted[1]).toBe(rules[1]);
    expect(canaryShares(shifted, names)).toEqual([10]);
  });

  it('brings back exactly what was there, whatever the steps were', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(weights, { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 100 })),
        (all, steps) => {
          const rules = all.map((each) => ({
            backendRefs: each.map((weight, index) => ({
              name: index === 0 ? 'orders' : `other-${index}`,
              weight,
            })),
          }));
          const original = originalBackends(rules, canary);
          let now: ReturnType<typeof shiftRules> = rules;
          for (const percent of steps) now = shiftRules(now, original, names, percent);
          expect(clearRules(now, original, names)).toEqual(rules);
        },
      ),
    );
  });

  it('takes a backend that names its own namespace for what it is, and keeps its filters', () => {
    const filters = [{ type: 'RequestHeaderModifier' }];
    const rules = [{ backendRefs: [{ name: 'orders', namespace: 'default', filters }], matches: [{}] }];
    expect(routesTo(rules, { name: 'orders', namespace: 'default' })).toBe(true);
    expect(routesTo(rules, { name: 'orders', namespace: 'shop' })).toBe(false);
    const original = originalBackends(rules, canary);
    const shifted = shiftRules(rules, original, names, 25);
    expect(shifted[0]?.backendRefs).toEqual([
      { name: 'orders', namespace: 'default', filters, weight: 75 },
      { name: 'orders-canary', namespace: 'default', filters, weight: 25 },
    ]);
    expect(canaryShares(shifted, names)).toEqual([25]);
    expect(clearRules(shifted, original, names)).toEqual(rules);
  });

  it('does not turn on what somebody turned off', () => {
    const rules = [{ backendRefs: [{ name: 'orders', weight: 0 }] }, { backendRefs: [{ name: 'orders' }] }];
    expect(hasWeight(rules.slice(0, 1), { name: 'orders', namespace: 'default' })).toBe(false);
    expect(hasWeight(rules, { name: 'orders', namespace: 'default' })).toBe(true);
    const [off] = shiftRules(rules, originalBackends(rules, canary), names, 25);
    expect(off?.backendRefs?.map(({ weight }) => weight)).toEqual([0, 0]);
  });

  it('leaves a filter as somebody changed it meanwhile', () => {
    const withHeader = (value: string) => [{ name: 'orders', filters: [{ set: { value } }] }];
    const original = originalBackends([{ backendRefs: withHeader('a') }], canary);
    const edited = [{ backendRefs: [...withHeader('b'), { name: 'orders-canary', weight: 25 }] }];
    expect(clearRules(edited, original, names)).toEqual([{ backendRefs: withHeader('b') }]);
  });

  it.each([
    ['all of it', { weight: 270 }, { weight: 30 }, { weight: 300 }],
    ['be it the least', { weight: 3 }, { weight: 1 }, { weight: 4 }],
    ['which weighed 1 without one', {}, { weight: 3 }, { weight: 4 }],
    ['a canary without one weighed 1', { weight: 3 }, {}, { weight: 4 }],
    ['but none when it had none', {}, { weight: 0 }, {}],
  ])('gives the weight back to stable when nothing was remembered: %s', (_, stable, canary, expected) => {
    const legacy = { name: 'legacy', weight: 100 };
    const backendRefs = [{ name: 'orders', ...stable }, { name: 'orders-canary', ...canary }, legacy];
    expect(clearRules([{ backendRefs }], [], names)[0]?.backendRefs).toEqual([
      { name: 'orders', ...expected },
      legacy,
    ]);
  });

  it('keeps what somebody changed meanwhile and only takes the canary out', () => {
    const before = [{ backendRefs: [{ name: 'orders', weight: 1 }] }];
    const edited = [
      {
        backendRefs: [
          { name: 'orders', port: 8080, weight: 75 },
          { name: 'orders-canary', weight: 25 },
        ],
      },
    ];
    const restored = clearRules(edited, originalBackends(before, canary), names);
    expect(restored).toEqual([{ backendRefs: [{ name: 'orders', port: 8080 }] }]);
  });
});

it('counts a backend without a weight as 1 in the shares', () => {
  const names = { stable: 'orders', canary: 'orders-canary', namespace: 'shop' };
  const rules = [{ backendRefs: [{ name: 'orders', weight: 3 }, { name: 'orders-canary' }] }];
  expect(canaryShares(rules, names)).toEqual([25]);
});
