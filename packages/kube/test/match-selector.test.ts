import { matchSelector } from '@fairlead/kube';
import { expect, it } from 'vitest';

const labels = { app: 'orders', track: 'canary' };

it.each([
  ['', true],
  ['app=orders', true],
  ['app==orders,track!=stable', true],
  ['app=other', false],
  ['track!=canary', false],
  ['track', true],
  ['!track', false],
  ['!missing', true],
  ['track in (stable, canary)', true],
  ['track notin (stable,canary)', false],
  ['app=orders,track in (a,b)', false],
])('%s → %s', (selector, expected) => {
  expect(matchSelector(selector, labels)).toBe(expected);
});
