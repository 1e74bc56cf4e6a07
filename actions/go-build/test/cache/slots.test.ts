import { expect, test } from 'vitest';
import type { SourceFacts } from '../../src/cache/read-sources.ts';
import { planCaches } from '../../src/cache/slots.ts';
import type { Plan } from '../../src/plan/make-plan.ts';
import { flags, module, planned, tree } from '../fixtures.ts';

const sources: SourceFacts = {
  lock: 'lock',
  source: 'source',
  imports: 'imports',
  sums: new Map([['example.com/dep v1.0.0', 'h1:x']]),
  requires: true,
  legacy: [],
  pointers: [],
  native: [],
};

/** The caches of a build for some targets. */
function plan(targets: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const binaries = targets.map((target) => planned('api', target));
  const settings = { GOCACHE: '/gocache', GOMODCACHE: '/modcache', GOHOSTOS: 'linux', GOHOSTARCH: 'amd64' };
  const facts = {
    binaries,
    targets: binaries.map(({ target }) => target),
    tree: tree([module('/repo', 'example.com/x')]),
    toolchain: { env: { ...settings, ...env } },
    go: { version: { text: '1.26.8' } },
  };
  return planCaches(facts as unknown as Plan, sources, flags, false);
}

test('a build for several targets looks for the entries of jobs with one target each', () => {
  const both = plan(['linux/arm64', 'linux/amd64']).packages;
  const alone = ['linux/amd64', 'linux/arm64'].map((target) => plan([target]).packages?.key);
  expect(both?.parts.map(({ key }) => key)).toEqual(alone.map((one) => one?.key));
  expect(both?.parts.map(({ prefixes }) => prefixes)).toEqual(alone.map((one) => one?.prefixes.slice(0, 2)));
  expect(both?.key.key).not.toBe(alone[0]?.key);
  expect(plan(['linux/amd64', 'linux/arm64']).packages?.key).toEqual(both?.key);
});

test('a build for one target has no parts; where Go keeps nothing, nothing is kept', () => {
  expect(plan(['linux/amd64']).packages?.parts).toEqual([]);
  expect(plan(['linux/amd64'], { GOCACHE: 'off' }).packages).toBeUndefined();
  expect(plan(['linux/amd64'], { GOAMD64: 'v3' }).packages?.key.key).not.toBe(
    plan(['linux/amd64']).packages?.key.key,
  );
});
