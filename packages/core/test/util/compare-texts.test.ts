import { expect, it } from 'vitest';
import { compareTexts } from '../../src/index.ts';

it('orders texts as sort() does, and takes equal ones for equal', () => {
  const texts = ['b', 'B', 'a', '', 'é', 'ab', 'a'];
  expect(texts.toSorted(compareTexts)).toEqual(texts.toSorted());
  expect(compareTexts('a', 'a')).toBe(0);
});
