import { expect, test } from 'vitest';
import { modulesApart } from '../../src/cache/modules-apart.ts';
import type { Plan } from '../../src/plan/make-plan.ts';
import { flags, planned } from '../fixtures.ts';

const none = { buildCommand: undefined, verifyModules: false };
const go = { switched: false } as unknown as Plan['go'];
const plan = { binaries: [planned('api', 'linux/amd64')], go };
const plain = { ...flags, trimpath: true, cgo: false };

test('modules are kept in part where nothing else may look into them', () => {
  expect(modulesApart(plan, plain, none)).toBe(true);
});

test.each([
  ['a binary says where they lie', plan, { ...plain, trimpath: false }, none],
  ['C looks for files', plan, { ...plain, cgo: true }, none],
  ['Go itself lies among them', { ...plan, go: { ...go, switched: true } }, plain, none],
  ['a command of the user reads them', plan, plain, { ...none, buildCommand: 'make' }],
  ['all of them are verified', plan, plain, { ...none, verifyModules: true }],
])('modules are kept whole where %s', (_, facts, chosen, inputs) => {
  expect(modulesApart(facts, chosen, inputs)).toBe(false);
});
