import { ExternalError } from '@fairlead/core';
import { expect, test } from 'vitest';
import type { BatchResult } from '../../src/build/batch-result.ts';
import { readDownloads } from '../../src/build/download-failure.ts';
import { collectErrors, failureOf } from '../../src/build/failures.ts';

function result(os: string, over: Partial<BatchResult> = {}): BatchResult {
  return {
    target: { os, arch: 'amd64', variant: undefined },
    binaries: [],
    errors: [],
    errorsCut: false,
    failure: undefined,
    fault: undefined,
    compiled: 0,
    libraries: undefined,
    ...over,
  };
}

const undefinedFoo = {
  file: 'cmd/api/main.go',
  line: 10,
  column: 2,
  message: 'undefined: foo',
  package: 'example.com/x/cmd/api',
};
const onlyWindows = { ...undefinedFoo, line: 12, message: 'undefined: syscall.Bar' };

test('the same error of several targets is one error that knows its targets', () => {
  const errors = collectErrors([
    result('linux', { errors: [undefinedFoo] }),
    result('windows', { errors: [undefinedFoo, onlyWindows] }),
  ]);
  expect(errors.map(({ line, targets }) => [line, targets])).toEqual([
    [10, ['linux/amd64', 'windows/amd64']],
    [12, ['windows/amd64']],
  ]);
});

test('the failure line names the first error, its place, how many more and which targets', () => {
  const results = [result('linux'), result('windows', { errors: [undefinedFoo, onlyWindows] })];
  expect(failureOf(results, collectErrors(results))).toMatchObject({
    code: 'BUILD_COMPILE_FAILED',
    message: 'cmd/api/main.go:10:2: undefined: foo, and 1 more error (1 of 2 targets failed: windows/amd64)',
    location: { file: 'cmd/api/main.go', line: 10, column: 2 },
  });
});

test('what is undefined where files that need C are left out may be in them', () => {
  const results = [result('linux', { errors: [undefinedFoo] })];
  const hint = (leftOut: readonly string[]) => failureOf(results, collectErrors(results), leftOut)?.hint;
  expect(hint(['userns/maps.go'])).toBe(
    'set cgo: true if this is in code that needs C: without it, userns/maps.go is left out',
  );
  expect(hint([])).toBe('correct the first error; the others often follow from it');
  const other = [result('linux', { errors: [{ ...undefinedFoo, message: 'x declared and not used' }] })];
  expect(failureOf(other, collectErrors(other), ['a.go'])?.hint).not.toContain('cgo');
});

test('where the compiler stopped counting, so does the failure line', () => {
  const results = [result('linux', { errors: [undefinedFoo, onlyWindows], errorsCut: true })];
  expect(failureOf(results, collectErrors(results))?.message).toMatch(/, and at least 1 more error$/);
});

test('what the machine did ends the run only where the code has no error of its own', () => {
  const fault = new ExternalError({ code: 'DISK_FULL', message: 'the disk is full' });
  const full = result('windows', { failure: fault.message, fault });
  expect(failureOf([result('linux'), full], [])).toBe(fault);
  const broken = [result('linux', { errors: [undefinedFoo] }), full];
  expect(failureOf(broken, collectErrors(broken))).toMatchObject({
    code: 'BUILD_COMPILE_FAILED',
    details: ['windows/amd64: the disk is full'],
  });
});

test('a reason that has no end is cut, many targets are told some', () => {
  const failed = Array.from({ length: 40 }, (_, index) =>
    result(`os${index}`, { failure: 'x'.repeat(5000) }),
  );
  const failure = failureOf(failed, []);
  expect(failure?.message.length).toBeLessThan(1500);
  expect(failure?.details).toHaveLength(10);
});

test('all targets built is no failure', () => {
  expect(failureOf([result('linux')], [])).toBeUndefined();
});

test.each([
  ['updates to go.mod needed; to update it: go mod tidy', /go mod tidy and commit/],
  ['inconsistent vendoring in /w', /go mod vendor/],
  ['C compiler "gcc" not found', /cgo: false/],
  ['ios/arm64 requires external (cgo) linking, but cgo is not enabled', /cgo: true/],
  ['-race requires cgo; enable cgo by setting CGO_ENABLED=1', /^set cgo: true .* GOFLAGS/],
  ['example.com/x/cmd/api: usage: link [options] main.o', /ldflags/],
  ['example.com/a@v1: module lookup disabled by GOPROXY=off', /set a proxy/],
  ['main.go:3:8: missing go.sum entry for module', /go mod tidy and commit/],
])('%s has its own advice', (failure, hint) => {
  const results = [result('linux', { failure })];
  const error = failureOf(results, []);
  expect(error?.message).toBe(failure);
  expect(error?.hint).toMatch(hint);
});

test('the stream of downloads is read, also when it is cut', () => {
  const text = '{\n\t"Path": "a",\n\t"Zip": "/z"\n}\n{\n\t"Path": "b",\n\t"Error": "404"\n}\n{\n\t"Pa';
  expect(readDownloads(text)).toEqual([
    { Path: 'a', Zip: '/z' },
    { Path: 'b', Error: '404' },
  ]);
});
