import { ToolError } from '@fairlead/core';
import { expect, test } from 'vitest';
import { checksumMismatch, explainListing } from '../../src/index.ts';

const SAID = `go: downloading example.com/dep v1.0.0
verifying example.com/dep@v1.0.0/go.mod: checksum mismatch
\tdownloaded: h1:+QWJ=
\tgo.sum:     h1:AAAA=

SECURITY ERROR
This download does NOT match an earlier download recorded in go.sum.`;

const module = { path: 'm', dir: '/w/svc', vendored: false, workFile: undefined } as never;
const show = (path: string): string => path.replace('/w/', '');
const mismatch = (text: string) => checksumMismatch(text, { code: 'A_CODE', module, show });

test('a module that is not what go.sum knows is named, with the file, and nobody is told to change go.sum', () => {
  expect(mismatch(SAID)).toMatchObject({
    kind: 'policy',
    code: 'A_CODE',
    message:
      'example.com/dep@v1.0.0/go.mod of svc/go.mod is not the module that go.sum knows: its checksum differs',
    hint: 'do not build; find out who changed the module before you change go.sum',
    location: { file: 'svc/go.sum' },
    details: expect.arrayContaining(['SECURITY ERROR']),
  });
  expect(mismatch('SECURITY ERROR\n')?.message).toMatch(/^a dependency of svc\/go.mod is not/);
});

test('twenty lines of what go said are kept, the first ones', () => {
  const lines = ['SECURITY ERROR', ...Array.from({ length: 20 }, (_, at) => `${at}`)];
  expect(mismatch(lines.join('\n'))?.details).toEqual(lines.slice(0, 20));
});

test.each([
  [['go: go.work: boom'], '/w/go.work', 'go.work', undefined],
  [['go: go.work: boom'], undefined, 'svc/go.mod', undefined],
  [['go: boom'], '/w/go.work', 'svc/go.mod', undefined],
  [['go.mod:3: unknown directive: foo'], '/w/go.work', 'svc/go.mod', 3],
  [['  boom  ', 'more'], undefined, 'svc/go.mod', undefined],
] as const)(
  'a module that cannot be listed is told with its file: %j, go.work %s',
  (lastLines, workFile, file, line) => {
    const error = new ToolError({ code: 'TOOL_FAILED', message: 'no', argv: ['go'], exitCode: 1, lastLines });
    const of = { path: 'm', dir: '/w/svc', vendored: false, workFile } as never;
    const told = explainListing(error, of, { show, mismatch: 'A_CODE' });
    expect(told).toMatchObject({
      code: 'GO_LIST_FAILED',
      message: expect.stringMatching(
        new RegExp(
          `^${file}${line === undefined ? '' : `:${line}`}: the packages of this module cannot be listed: `,
        ),
      ),
      location: { file, line },
    });
  },
);

test('what the machine did to a listing is told as that, with the folder', () => {
  const lastLines = ['write /tmp/x: no space left on device'];
  const error = new ToolError({ code: 'TOOL_FAILED', message: 'no', argv: ['go'], exitCode: 1, lastLines });
  const at = (dir: string) =>
    explainListing(error, { ...(module as object), dir } as never, {
      show: (path) => path.replace(/^\/w\/?/, ''),
      mismatch: 'A_CODE',
    });
  expect(at('/w/svc').message).toContain('listing the packages of svc:');
  expect(at('/w').message).toContain('listing the packages of .:');
  expect(at('/w').code).toBe('DISK_FULL');
  const plain = new ToolError({
    code: 'TOOL_FAILED',
    message: 'no',
    argv: ['go'],
    exitCode: 1,
    lastLines: ['boom'],
  });
  const hint = (dir: string) =>
    explainListing(plain, { ...(module as object), dir } as never, {
      show: (path) => path.replace(/^\/w\/?/, ''),
      mismatch: 'A_CODE',
    }).hint;
  expect(hint('/w/svc')).toBe('run go list ./... in svc and correct what it says');
  expect(hint('/w')).toBe('run go list ./... in . and correct what it says');
});

test('the line of go.sum is named where the file is at hand and has the module', () => {
  const lineOf = (sums: string) => {
    const said = 'verifying example.com/dep@v1.0.0: checksum mismatch';
    return checksumMismatch(said, { code: 'A_CODE', module, show, sums })?.location?.line;
  };
  expect(lineOf('example.com/dep v1.0.0 h1:AAAA=\n')).toBe(1);
  expect(lineOf('a v1 h1:A=\nexample.com/dep v1.0.0/go.mod h1:B=\nexample.com/dep v1.0.0 h1:C=\n')).toBe(3);
  expect(lineOf('example.com/dep v1.0.0-rc.1 h1:AAAA=\n')).toBeUndefined();
  expect(lineOf('')).toBeUndefined();
});

test('anything else is not taken for one', () => {
  expect(mismatch('go: updates to go.mod needed')).toBeUndefined();
  expect(mismatch('missing go.sum entry for module')).toBeUndefined();
});

test('a listing that fails for it says so', () => {
  const failed = (lastLines: readonly string[]) =>
    explainListing(
      new ToolError({ code: 'TOOL_FAILED', message: 'x', argv: ['go'], exitCode: 1, lastLines }),
      module,
      { show, mismatch: 'A_CODE' },
    );
  expect(failed(SAID.split('\n'))).toMatchObject({ code: 'A_CODE' });
  expect(failed(['go: updates to go.mod needed'])).toMatchObject({ code: 'GO_LIST_FAILED' });
});
