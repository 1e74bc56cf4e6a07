import { describe, expect, it } from 'vitest';
import { findSavedLogs, isTestCacheLine, parseTestLog } from '../../src/index.ts';

describe("Go's test log", () => {
  it('tells variables, files and folders, seen from where the test stood', () => {
    const log =
      '# test log\ngetenv HOME\nopen testdata/a b\nopen testdata/a b\nstat ../x\nchdir /tmp\nopen y\n';
    expect(parseTestLog(log, '/w/a')).toEqual([
      { kind: 'env', name: 'HOME' },
      { kind: 'open', name: '/w/a/testdata/a b' },
      { kind: 'stat', name: '/w/x' },
      { kind: 'stat', name: '/tmp' },
      { kind: 'open', name: '/tmp/y' },
    ]);
    expect(parseTestLog('# test log\n', '/w')).toEqual([]);
  });

  it.each(['', 'getenv HOME\n', '# test log\nopen x', '# test log\nunlink x\n', '# test log\nopen\n'])(
    'is nothing when it is not whole: %j',
    (log) => expect(parseTestLog(log, '/w')).toBeUndefined(),
  );

  it('is found by what the go command says about its cache', () => {
    const id = 'a'.repeat(64);
    const said = `testcache: m/a: test ID 6b4c => ${id}\ntestcache: m/a: save test ID ${id} => input ID 00 => 11\n`;
    expect(findSavedLogs(said)).toEqual(new Map([['m/a', id]]));
    expect(findSavedLogs(said.replace('save ', ''))).toEqual(new Map());
    expect([isTestCacheLine('testcache: m/a: x'), isTestCacheLine('panic: testcache: x')]).toEqual([
      true,
      false,
    ]);
  });
});
