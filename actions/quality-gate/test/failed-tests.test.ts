import { TestRecorder } from '@fairlead/go';
import { expect, it } from 'vitest';
import { renderFailedTests } from '../src/conditions/test/section.ts';
import { createTeller } from '../src/conditions/test/tell-package.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

it('each failed test stands once in the summary: cut off only where it did not end and said nothing', () => {
  const text = renderFailedTests(
    testRun(
      [packageResult('m/a', 'fail')],
      [
        testResult('m/a', 'TestQuiet', 'fail'),
        testResult('m/a', 'TestSpoke', 'unfinished', ['half way']),
        testResult('m/a', 'TestSilent', 'unfinished'),
      ],
    ),
  );
  expect(text).toContain('TestQuiet failed (m/a)');
  expect(text).toContain('TestSpoke did not end (m/a)');
  expect(text).toMatch(/Cut off before they said anything, in `m\/a`: `TestSilent`\.\n/);
});

it.each([
  [20, undefined],
  [21, 'and 1 more'],
])('of %i tests that were cut off in silence twenty are named', (count, rest) => {
  const tests = Array.from({ length: count }, (_, index) => testResult('m/a', `Test${index}`, 'unfinished'));
  const text = renderFailedTests(testRun([packageResult('m/a', 'fail')], tests));
  expect(text.match(/`Test\d+`/g)).toHaveLength(20);
  expect(/and \d+ more/.exec(text)?.[0]).toBe(rest);
});

it.each([
  ['one failed', [testResult('m/a', 'TestA', 'fail', ['    a_test.go:1: bad'])], 'TestA failed (m/a): bad'],
  ['one was cut off in silence', [testResult('m/a', 'TestA', 'unfinished')], 'in `m/a`: `TestA`.'],
])('the summary shows failed tests where only %s', (_, tests, shown) => {
  expect(renderFailedTests(testRun([packageResult('m/a', 'fail')], tests))).toContain(shown);
});

it('the title of a failed test begins as its message does, however long that is', () => {
  const output = [`    a_test.go:1: ${'want '.repeat(100)}`];
  const text = renderFailedTests(
    testRun([packageResult('m/a', 'fail')], [testResult('m/a', 'TestA', 'fail', output)]),
  );
  expect(text).toContain('TestA failed (m/a): want want');
});

it('a package that does not compile is shown with its own errors, not with those of another', () => {
  const broken = (name: string) => packageResult(name, 'fail', { buildFailed: true });
  const run = testRun([broken('m/a'), broken('m/b')]);
  const builds = ['a', 'b'].map((name) => ({ package: `m/${name}`, output: [`${name}.go:1: syntax error`] }));
  const [first = '', second = ''] = renderFailedTests({ ...run, builds } as typeof run).split('m/b');
  expect(first).toContain('a.go:1: syntax error');
  expect(first).not.toContain('b.go:1');
  expect(second).toContain('b.go:1: syntax error');
});

it.each([
  [100, 100, undefined],
  [101, 100, '     … 1 line above'],
])('of a package that printed %i lines the log shows the last %i', (printed, shown, above) => {
  const lines: string[] = [];
  const teller = createTeller({ info: (line) => void lines.push(line) }, new TestRecorder());
  const output = Array.from({ length: printed }, (_, index) => `line ${index + 1}`);
  teller.package(packageResult('m/a', 'fail', { output }));
  expect(lines.filter((line) => /line \d/.test(line)).length).toBe(shown);
  expect(lines.at(-1)).toBe(`     line ${printed}`);
  expect(lines.find((line) => line.includes('above'))).toBe(above);
});

it.each([
  ['sixty', Array.from({ length: 60 }, () => 2), undefined],
  ['the last sixty', Array.from({ length: 61 }, () => 2), '… 1 line above'],
  ['all, where they just fit', [4_000, 4_000], undefined],
  ['the last, where one character is too much', [4_001, 4_000], '… 1 line above'],
  ['none but the count, where the last is too long', [10, 9_000], '… 2 lines above'],
])('of its lines a failed test shows %s', (_, lengths, above) => {
  const output = lengths.map((length) => 'x'.repeat(length - 1)); // each with its line break
  const text = renderFailedTests(
    testRun([packageResult('m/a', 'fail')], [testResult('m/a', 'TestA', 'fail', output)]),
  );
  expect(/… \d+ lines? above/.exec(text)?.[0]).toBe(above);
});

it.each([
  ['pass', {}, 'ok   m/a (0.10 s)'],
  ['pass', { cached: true }, "ok   m/a (replayed from Go's cache)"],
  ['fail', {}, 'FAIL m/a (0.10 s)'],
  ['skip', {}, '-    m/a (no tests)'],
] as const)('the log shows how a package ended: %s, %j', (outcome, more, line) => {
  const lines: string[] = [];
  const recorder = new TestRecorder();
  recorder.add(JSON.stringify({ Action: 'run', Package: 'm/a', Test: 'TestA' }));
  createTeller({ info: (text) => void lines.push(text) }, recorder).package(
    packageResult('m/a', outcome, more),
  );
  expect(lines[0]).toBe(line);
});

it.each([
  ['is shown where one character is left', 999_998, true],
  ['is not shown where none is left', 999_999, false],
])('the line of a run that fills the log %s, and the end is told once', (_, length, shown) => {
  const lines: string[] = [];
  const teller = createTeller({ info: (text) => void lines.push(text) }, new TestRecorder());
  const long = 'x'.repeat(length);
  for (const line of [long, 'next', 'last']) teller.line(line);
  const end = '… no more output of tests here; the JUnit file has the rest';
  expect(lines.map((line) => (line === long ? 'long' : line))).toEqual(shown ? ['long', end] : [end]);
});
