import { readFileSync } from 'node:fs';
import { renderJunit, TestRecorder, type TestRun } from '@fairlead/go';
import { describe, expect, it } from 'vitest';

function recorded(name: string): TestRun {
  const recorder = new TestRecorder();
  const text = readFileSync(new URL(`../fixtures/recorded/${name}.jsonl`, import.meta.url), 'utf8');
  for (const line of text.split('\n')) recorder.add(line);
  return recorder.finish();
}

describe('JUnit XML', () => {
  it('is as agreed for every kind of result', async () => {
    const xml = renderJunit(recorded('mixed'), new Date('2026-01-02T03:04:05.678Z'));
    await expect(xml).toMatchFileSnapshot('../fixtures/recorded/mixed.junit.xml');
  });

  it('never shows a green suite for a package that failed outside of its tests', () => {
    const xml = renderJunit(recorded('exits'), new Date('2026-01-02T03:04:05.678Z'));
    expect(xml).toContain('<testsuites name="go test" tests="1" failures="0" errors="1" skipped="0"');
    expect(xml).toContain(
      '<error message="the package failed outside of its tests" type="package">no database',
    );
  });

  it('survives characters that XML has no form for', () => {
    const run: TestRun = {
      ...recorded('passed'),
      tests: [
        {
          package: 'example.com/good/x',
          name: 'TestX/"<&>"',
          outcome: 'fail',
          seconds: 0,
          output: ['\u001b[31mred\u0000 ]]> \ud800'],
        },
      ],
      counts: { passed: 0, failed: 1, skipped: 0 },
    };
    const xml = renderJunit(run, new Date(0));
    expect(xml).toContain('name="TestX/&quot;&lt;&amp;&gt;&quot;"');
    expect(xml).toContain('\ufffd[31mred\ufffd ]]&gt; \ufffd');
  });

  it('says in one line what a test said, and names what crashed', () => {
    const xml = renderJunit(recorded('goroutine-panic'), new Date(0));
    expect(xml).toContain('<failure message="did not end" type="unfinished"></failure>');
    expect(xml).toContain('<error message="panic: in a goroutine" type="package">panic: in a goroutine\n');
    expect(renderJunit(recorded('repeated'), new Date(0))).toContain(
      '<failure message="first time" type="failed">',
    );
  });
});
