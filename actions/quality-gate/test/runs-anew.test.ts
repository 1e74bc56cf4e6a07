import { expect, it } from 'vitest';
import type { Rules } from '../src/plan/rules.ts';
import { runsAnew } from '../src/plan/runs-anew.ts';

const rules: Pick<Rules, 'fresh' | 'buildTags' | 'coveragePackages' | 'checks'> = {
  fresh: 'auto',
  buildTags: [],
  coveragePackages: [],
  checks: new Set(['test']),
};

it.each<[string, Partial<typeof rules>, boolean]>([
  ['usual tests', {}, false],
  ['a suite behind one build tag', { buildTags: ['integration'] }, true],
  ['the same, when all may be replayed', { buildTags: ['integration'], fresh: 'never' }, false],
  ['whatever it is, when asked to', { fresh: 'always' }, true],
  ['coverage of one package chosen', { coveragePackages: ['./a'], checks: new Set(['coverage']) }, true],
  ['packages chosen for coverage that is not measured', { coveragePackages: ['./a'] }, false],
  ['coverage of what is tested', { checks: new Set(['coverage']) }, false],
])('%s', (_, more, anew) => {
  expect(runsAnew({ ...rules, ...more } as Rules)).toBe(anew);
});
