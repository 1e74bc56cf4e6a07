import { expect, test } from 'vitest';
import { execFailure, minedEnding } from '../../src/index.ts';

test.each([
  ['/usr/local/go/pkg/tool/linux_amd64/compile: signal: killed', 'TOOL_KILLED'],
  ['exit status 1: signal: killed', 'TOOL_KILLED'],
  ['/bin/sh: line 1:    17 Killed                  go build', 'TOOL_KILLED'],
  ['Killed', 'TOOL_KILLED'],
  ['fork/exec /usr/bin/ld: cannot allocate memory', 'TOOL_KILLED'],
  ['runtime: out of memory: cannot allocate 4194304-byte block', 'TOOL_KILLED'],
  ["The command '/bin/sh -c go build' returned a non-zero code: 137", 'TOOL_KILLED'],
  ['ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 137', 'TOOL_KILLED'],
  ['link: mapping output file failed: no space left on device', 'DISK_FULL'],
  ['error: saving coverage profile: write /t/x: disk quota exceeded', 'DISK_FULL'],
  ['./main.go:3:5: undefined: Killed', undefined],
  ['Killed the connection after 3 tries to 10.0.0.1, exit code 1'.replace('Killed', 'killed'), undefined],
  ['exit code 1', undefined],
  ['', undefined],
])('%s: %s', (text, code) => {
  expect(minedEnding(`first\n${text}\nlast`)?.code).toBe(code);
});

test('a full disk is the cause of what is killed after it', () => {
  expect(minedEnding('signal: killed\nx: no space left on device')).toMatchObject({
    code: 'DISK_FULL',
    line: 'x: no space left on device',
  });
});

const failed = (exitCode: number, stderr: string, signal?: NodeJS.Signals) =>
  execFailure(
    ['go', 'build'],
    { exitCode, stdout: '', stderr, durationMs: 1 },
    {},
    { signal: signal ?? null },
  );

test('a run that the system ended is told as such, with what to do', () => {
  const memory = expect.stringContaining('memory');
  expect(failed(-1, '', 'SIGKILL')).toMatchObject({ code: 'TOOL_KILLED', hint: memory });
  expect(failed(137, 'compiling')).toMatchObject({ code: 'TOOL_KILLED', hint: memory });
  expect(failed(1, 'compile: signal: killed\nmore')).toMatchObject({
    code: 'TOOL_KILLED',
    message: 'go ended with exit code 1: compile: signal: killed',
    hint: memory,
  });
  expect(failed(1, 'mkdir /t: no space left on device')).toMatchObject({
    code: 'DISK_FULL',
    hint: expect.stringContaining('make room'),
  });
  expect(failed(1, 'undefined: x')).toMatchObject({ code: 'TOOL_FAILED', hint: undefined });
});

test('a flood without a line end is not the reason', () => {
  const flood = 'x'.repeat(1_000_000);
  expect(failed(1, `cannot open a.txt\n${flood}`)?.message).toBe(
    'go ended with exit code 1: cannot open a.txt',
  );
  expect(failed(1, flood)?.message).toMatch(
    /^go ended with exit code 1: it printed \d+ characters without a line end$/,
  );
});
