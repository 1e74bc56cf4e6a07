import {
  executableSuffix,
  readTarget,
  type Target,
  targetEnvironment,
  targetName,
  targetSlug,
} from '@fairlead/go';
import { expect, test } from 'vitest';

const platforms = [
  'darwin/arm64',
  'js/wasm',
  'linux/amd64',
  'linux/arm',
  'linux/arm64',
  'linux/s390x',
  'windows/amd64',
];

function target(text: string): Target {
  const reading = readTarget(text, platforms);
  if ('target' in reading) return reading.target;
  throw new Error(reading.problem);
}

test.each([
  ['linux/amd64', { GOOS: 'linux', GOARCH: 'amd64' }],
  ['linux/amd64/v3', { GOOS: 'linux', GOARCH: 'amd64', GOAMD64: 'v3' }],
  ['linux/arm/7', { GOOS: 'linux', GOARCH: 'arm', GOARM: '7' }],
  ['linux/arm/v7', { GOOS: 'linux', GOARCH: 'arm', GOARM: '7' }],
  ['linux/arm64/v8', { GOOS: 'linux', GOARCH: 'arm64', GOARM64: 'v8.0' }],
  ['linux/arm64/v8.9', { GOOS: 'linux', GOARCH: 'arm64', GOARM64: 'v8.9' }],
  ['linux/arm64/v9.5', { GOOS: 'linux', GOARCH: 'arm64', GOARM64: 'v9.5' }],
])('%s becomes variables of the go command', (text, env) => {
  expect(targetEnvironment(target(text))).toStrictEqual(env);
});

test('names for people and for folders', () => {
  expect(targetName(target('linux/arm/v7'))).toBe('linux/arm/7');
  expect(targetSlug(target('linux/amd64/v3'))).toBe('linux-amd64-v3');
});

test.each([
  ['windows/amd64', '.exe'],
  ['js/wasm', '.wasm'],
  ['linux/amd64', ''],
])('executables for %s end with %j', (text, suffix) => {
  expect(executableSuffix(target(text))).toBe(suffix);
});

test.each([
  ['linux/amd46', /did you mean linux\/amd64\?/, /^linux\/amd64, linux\/arm, linux\/arm64, linux\/s390x$/],
  ['linx/amd64', /did you mean linux\/amd64\?/, /systems are darwin, js, linux, windows/],
  ['linux', /is not os\/arch/, /linux\/arm\/7/],
  ['', /is not os\/arch/, /linux\/arm\/7/],
  ['a/b/c/d', /is not os\/arch/, /linux\/arm\/7/],
  ['linux/amd64/v9', /no variant of amd64/, /v1, v2, v3, v4 \(GOAMD64\)/],
  ['linux/arm64/v8.10', /no variant of arm64/, /v8\.9, v9\.0/],
  ['linux/arm64/v9.6', /no variant of arm64/, /v9\.5 \(GOARM64\)/],
  ['linux/amd64/', /no variant of amd64/, /v1/],
  ['linux/s390x/v1', /s390x has none/, /linux\/s390x without/],
])('%j is refused with what would do', (text, problem, allowed) => {
  const reading = readTarget(text, platforms);
  expect(reading).toMatchObject({
    problem: expect.stringMatching(problem) as string,
    allowed: expect.stringMatching(allowed) as string,
  });
});
