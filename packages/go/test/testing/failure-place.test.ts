import { readFileSync } from 'node:fs';
import { failedTests, failureMessage, findFailurePlace, TestRecorder } from '@fairlead/go';
import { describe, expect, it } from 'vitest';

function failuresIn(name: string) {
  const recorder = new TestRecorder();
  const text = readFileSync(new URL(`../fixtures/recorded/${name}.jsonl`, import.meta.url), 'utf8');
  for (const line of text.split('\n')) recorder.add(line);
  return failedTests(recorder.finish());
}

describe('the place of a failure', () => {
  it('is where the test logged it, with all lines of the message', () => {
    const [bad] = failuresIn('mixed');
    expect(findFailurePlace(bad?.output ?? [], '/home/dev/m/a')).toEqual({
      file: 'a_test.go',
      line: 10,
      message: 'want 1,\ngot 2',
    });
  });

  it("is the first of the package's own frames for a panic", () => {
    const panicked = failuresIn('mixed')[1];
    expect(findFailurePlace(panicked?.output ?? [], '/home/dev/m/panics')).toEqual({
      file: '/home/dev/m/panics/x.go',
      line: 3,
      message: 'panic: boom',
    });
  });

  it('is where a test hung when the time ran out', () => {
    const [slow] = failuresIn('timeout');
    expect(findFailurePlace(slow?.output ?? [], '/home/dev/rec/slow')).toEqual({
      file: '/home/dev/rec/slow/slow_test.go',
      line: 11,
      message: 'panic: test timed out after 300ms',
    });
  });

  it('is the racing line, not the line of the testing package that reports it', () => {
    const [race] = failuresIn('race');
    expect(findFailurePlace(race?.output ?? [], '/home/dev/rec/race')).toEqual({
      file: '/home/dev/rec/race/race_test.go',
      line: 13,
      message: 'data race',
    });
  });

  it("takes testify's error text", () => {
    const output = [
      '    store_test.go:7: a note',
      '    store_test.go:9: ',
      '        \tError Trace:\t/home/dev/m/store/store_test.go:9',
      '        \tError:      \tNot equal: ',
      '        \t            \texpected: 1',
      '        \tTest:       \tTestStore',
      '--- FAIL: TestStore (0.00s)',
    ];
    expect(findFailurePlace(output, '/home/dev/m/store')).toEqual({
      file: 'store_test.go',
      line: 9,
      message: 'Not equal:\nexpected: 1\nTest:       \tTestStore',
    });
  });

  it('is unknown when nothing was said', () => {
    expect(findFailurePlace(['=== RUN   TestX', '--- FAIL: TestX (0.00s)'], '/m')).toBeUndefined();
    expect(findFailurePlace(['panic: boom', '\t/elsewhere/x.go:3 +0x1d'], '/m')).toBeUndefined();
  });

  it('is the logged one when a test only printed the word panic', () => {
    const output = ['panic: not really', '    a_test.go:7: want 1'];
    expect(findFailurePlace(output, '/m/a')).toEqual({ file: 'a_test.go', line: 7, message: 'want 1' });
    expect(failureMessage(output)).toBe('want 1');
  });

  it('may be a full path (-fullpath), or a crash of the runtime', () => {
    expect(findFailurePlace(['    /m/a/a_test.go:7: want 1'], '/m/a')?.file).toBe('/m/a/a_test.go');
    const crash = ['fatal error: concurrent map writes', '', 'goroutine 9 [running]:', '\t/m/a/a.go:3 +0x1d'];
    expect(findFailurePlace(crash, '/m/a')).toMatchObject({ line: 3, message: crash[0] });
    expect(failureMessage(crash)).toBe(crash[0]);
  });

  it('is not what a killed test had logged before', () => {
    const output = ['    a_test.go:11: eats memory', 'signal: killed'];
    expect(findFailurePlace(output, '/m/a')).toEqual({
      file: 'a_test.go',
      line: 11,
      message: 'signal: killed',
    });
    expect(failureMessage(output)).toBe('signal: killed');
  });
});
