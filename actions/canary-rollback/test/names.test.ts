import { describe, expect, it } from 'vitest';
import { changedValue } from '../src/cluster/changed-label.ts';
import {
  canarySelector,
  canaryServiceName,
  fuseName,
  historyName,
  isCanaryOf,
  journalName,
  madeLabels,
} from '../src/cluster/names.ts';
import { bucketQuery, podPatterns } from '../src/metrics/queries.ts';
import { canaryName } from '../src/naming/canary-name.ts';
import { fitName } from '../src/naming/fit-name.ts';
import { overlayName } from '../src/traffic/gateway/plan-overlay.ts';

const VALUE = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const nameOf = (length: number): string =>
  'abcdefg-ij'
    .repeat(26)
    .slice(0, length - 1)
    .padEnd(length, 'z');
const LENGTHS = [1, 2, 38, 39, 40, 45, 46, 47, 55, 56, 57, 58, 62, 63, 64, 100, 253];

/** A pod's name as Kubernetes makes it: what is in front of five characters is cut to 58. */
const podOf = (deployment: string, hash = '6d5f8b9c7x', random = 'x2x4z'): string =>
  `${`${deployment}-${hash}-`.slice(0, 58)}${random}`;

describe('names of any legal length', () => {
  it.each(LENGTHS)('of %i characters give names and labels that are legal, each its own', (length) => {
    const name = nameOf(length);
    const made = [canaryServiceName(name), journalName(name), historyName(name), canaryName(name)];
    for (const each of [
      ...made,
      fuseName(name),
      ...Object.values(canarySelector(name)),
      changedValue(name),
    ]) {
      expect(each.length, each).toBeLessThanOrEqual(63);
      expect(each).toMatch(VALUE);
    }
    expect(canaryName(name).length).toBeLessThanOrEqual(46);
    expect(new Set([...made, name]).size).toBeGreaterThanOrEqual(4);
    expect(overlayName(name).length).toBeLessThanOrEqual(253);
    expect(isCanaryOf(name, madeLabels(name))).toBe(true);
    expect(isCanaryOf(`${name.slice(0, -1)}y`, madeLabels(name))).toBe(false);
    expect(changedValue(name)).not.toBe(name);
  });

  it('stay as they are where they fit', () => {
    expect(canaryName(nameOf(39))).toBe(`${nameOf(39)}-canary`);
    expect(canaryServiceName(nameOf(56))).toBe(`${nameOf(56)}-canary`);
    expect(fuseName(nameOf(54))).toBe(`${nameOf(54)}-fairlead`);
    expect(canarySelector(nameOf(63))['fairlead.dev/workload']).toBe(nameOf(63));
    expect(fitName('ab----------', '-x', 13)).toMatch(/^ab-[0-9a-f]{8}-x$/);
  });

  it('of two that begin alike stay two', () => {
    const [a, b] = [`${nameOf(60)}aaa`, `${nameOf(60)}bbb`];
    for (const name of [canaryName, canaryServiceName, journalName, changedValue])
      expect(name(a)).not.toBe(name(b));
    expect(changedValue(`${'a'.repeat(56)}-canary`)).not.toBe(`${'a'.repeat(56)}-canary`);
  });

  it.each(LENGTHS)(
    'of %i characters are found again in the names of pods, each version its own',
    (length) => {
      const name = nameOf(length);
      const { stable, canary } = podPatterns(name);
      const selected = /pod=~"([^"]*)"/.exec(
        bucketQuery(
          { workload: name, namespace: 'shop', namespaceLabel: 'namespace', podLabel: 'pod', matchers: [] },
          'x',
        ),
      )?.[1];
      const both = new RegExp(`^(?:${selected})$`);
      for (const hash of ['6d5f8b9c7x', '6d5f8b9c7', '6d5f8b9c', '7']) {
        const [ofStable, ofCanary] = [podOf(name, hash), podOf(canaryName(name), hash)];
        expect(ofStable).toMatch(new RegExp(`^(?:${stable})$`));
        expect(ofCanary).toMatch(new RegExp(`^(?:${canary})$`));
        expect(ofCanary).not.toMatch(new RegExp(`^(?:${stable})$`));
        expect(ofStable).not.toMatch(new RegExp(`^(?:${canary})$`));
        for (const pod of [ofStable, ofCanary]) expect(pod).toMatch(both);
        expect(`${podOf(canaryName(name), hash)}`.startsWith(canaryName(name))).toBe(true);
      }
      expect(podOf('other', '6d5f8b9c7x')).not.toMatch(both);
    },
  );
});
