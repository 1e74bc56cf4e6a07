import { compareGoVersions, parseGoVersion, parseGoVersionLine } from '@fairlead/go';
import { expect, test } from 'vitest';

const order = [
  '1.20',
  '1.21',
  '1.21beta1',
  '1.21rc1',
  '1.21rc2',
  '1.21.0',
  '1.21.1',
  '1.26',
  '1.26.8',
  '1.27rc1',
];

test('versions are ordered as the go command orders them', () => {
  const shuffled = [...order].reverse().map((text) => parseGoVersion(text));
  const sorted = shuffled
    .filter((version) => version !== undefined)
    .sort(compareGoVersions)
    .map((version) => version.text);
  expect(sorted).toEqual(order);
});

test.each([
  ['go version go1.26.8 linux/amd64', '1.26.8'],
  ['go version go1.27rc1 darwin/arm64', '1.27rc1'],
  ['go version go1.24.4-custom.1 linux/amd64', '1.24.4'],
  ['go version go1.26.8 X:nodwarf5 linux/amd64', '1.26.8'],
])('%s', (line, text) => {
  expect(parseGoVersionLine(line)?.text).toBe(text);
});

test('a development build counts as its release', () => {
  const found = parseGoVersionLine('go version devel go1.27-2f3a9c1 Mon Jan 5 linux/amd64');
  const wanted = parseGoVersion('1.27.0');
  expect(found && wanted && compareGoVersions(found, wanted)).toBe(0);
});

test.each(['', 'go', '1', 'gopher 1.26', '1.x', 'default'])('%j is no version', (text) => {
  expect(parseGoVersion(text)).toBeUndefined();
});
