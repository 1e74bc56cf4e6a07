import { expect, it } from 'vitest';
import { checkPlatform } from '../src/platform/platform.ts';

it.each([
  'linux/amd64',
  'linux/amd64/v3',
  'linux/arm/v7',
  'linux/arm64',
  'linux/arm64/v8',
  'linux/s390x',
  'windows/amd64',
])('%s is a platform', (text) => expect(checkPlatform(text)).toBeUndefined());

it.each([
  ['linux/amd46', 'linux/amd64'],
  ['linus/arm64', 'linux/arm64'],
  ['Linux/AMD64', 'linux/amd64'],
  ['linux/x86_64', 'linux/amd64'],
  ['aarch64', 'linux/arm64'],
  ['amd64', 'linux/amd64'],
  ['linux/armhf', 'linux/arm/v7'],
  ['linux/arm64/v7', 'linux/arm64'],
  ['linux/x86_64/v3', 'linux/amd64/v3'],
])('%s was probably to be %s', (text, meant) =>
  expect(checkPlatform(text)).toBe(`is not a platform that engines know; did you mean ${meant}?`),
);

it('has no guess for what is like nothing', () => {
  expect(checkPlatform('beos/z80-classic')).toBe('is not a platform that engines know');
});

it.each(['linux/amd64,linux/arm64', 'linux/amd64 linux/arm64'])('%s is not one platform', (text) =>
  expect(checkPlatform(text)).toBe('is not one platform'),
);
