import { oneLine } from '@fairlead/kube';
import { expect, it } from 'vitest';

it.each([
  ['a text that just fits stays whole', 'abcdefghijkl', 'abcdefghijkl'],
  ['a longer one loses its middle, most of what is left is its end', 'abcdefghijklm', 'abc … hijklm'],
  ['blanks and line breaks are one blank', ' abc\n\tdef  g ', 'abc def g'],
])('%s', (_, text, line) => {
  expect(oneLine(text, 12)).toBe(line);
});
