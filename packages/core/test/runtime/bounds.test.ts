import { createFakeFiles, runFakePhase } from '@fairlead/testkit';
import { describe, expect, test, vi } from 'vitest';
import { createGithubHost } from '../../src/adapters/github-host.ts';
import { markdownCode, markdownFence, markdownTable, markdownText, PolicyError } from '../../src/index.ts';
import { Redactor } from '../../src/secrets/redactor.ts';
import { action, type Context, good } from './behaviour.ts';

/** What a run may take on a busy machine where its time is linear; quadratic work takes minutes. */
const SOON_MS = 20_000;

test('300,000 runs of backticks are no reason to stop', () => {
  const text = '` '.repeat(300_000);
  expect(markdownFence(text).startsWith('```\n')).toBe(true);
  expect(markdownCode(text).startsWith('`` ')).toBe(true);
  expect(markdownTable(['x'], [['`'.repeat(300_000)], [text]])).toContain('``');
  expect(markdownText('&_*`'.repeat(100_000)).length).toBeGreaterThan(100_000);
  expect(markdownFence('\n'.repeat(300_000) + 'x'.repeat(3))).toContain('xxx');
});

test('a line of the log that is nothing but line ends is no work', () => {
  const started = performance.now();
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  createGithubHost({}, new Redactor()).info(`${'\n'.repeat(200_000)}::x`);
  said.mockRestore();
  expect(performance.now() - started).toBeLessThan(SOON_MS);
});

test('20,000 unknown keys of the config file are told in one short line', async () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `  k${index}: 1`).join('\n');
  const files = createFakeFiles({ '/workspace/.github/fairlead.yml': `go-build:\n${keys}\n` });
  const started = performance.now();
  const { host } = await runFakePhase(action(), { files, inputs: good });
  expect(performance.now() - started).toBeLessThan(SOON_MS);
  const message = host.annotations[0]?.message ?? '';
  expect(message).toContain('go-build.k0: is not a known key');
  expect(message.length).toBeLessThan(4000);
  expect(host.summary).toContain('- 19900 more problems');
});

test('a config file without end is refused by its size', async () => {
  const files = createFakeFiles({ '/workspace/.github/fairlead.yml': `# ${'x'.repeat(1_100_000)}\n` });
  const { host } = await runFakePhase(action(), { files, inputs: good });
  expect(host.annotations[0]?.message).toContain('has 1100003 bytes, at most 262144 are read');
});

describe('a run that finds more than anybody reads', () => {
  const evidence = Array.from(
    { length: 3000 },
    (_, index) => `--- FAIL: TestMany/${index} ${'x'.repeat(3000)}`,
  );
  const run = async ({ log, report, summarize }: Context): Promise<void> => {
    summarize(`#### Conditions\n\ntests: failed\n`);
    summarize(evidence.join('\n'));
    for (const line of evidence) log.info(line);
    for (let count = 0; count < 500; count += 1) log.warn('the same again');
    report.set('tests', evidence);
    throw new PolicyError({
      code: 'GATE_FAILED',
      message: `3000 tests failed: ${'y'.repeat(1_000_000)}`,
      hint: 'mend them',
      details: evidence,
    });
  };

  test('has its verdict and reason first in the summary, its evidence cut with a true count, its report in a size', async () => {
    const { host, report } = await runFakePhase(action({ run }), { inputs: good });
    expect(Buffer.byteLength(host.summary)).toBeLessThan(1024 * 1024);
    const [verdict, reason, conditions] = ['### ', 'GATE_FAILED', '#### Conditions'].map((text) =>
      host.summary.indexOf(text),
    );
    expect([verdict, reason, conditions]).not.toContain(-1);
    expect([verdict, reason, conditions].toSorted((a = 0, b = 0) => a - b)).toEqual([
      verdict,
      reason,
      conditions,
    ]);
    expect(host.summary).toContain('… 2800 more lines');
    expect((host.summary.match(/^`{3,}$/gm)?.length ?? 0) % 2).toBe(0);
    expect(host.summary.match(/<details>/g)?.length).toBe(host.summary.match(/<\/details>/g)?.length);
    expect(report?.failure?.message.length).toBeLessThan(2100);
    expect(report?.failure?.details).toHaveLength(201);
    expect(JSON.stringify(report).length).toBeLessThan(5_000_000);
    expect(report?.cut).toBe(true);
  });

  test('has a log that ends, in which equal messages are one, and which says how it came out', async () => {
    const { host, records } = await runFakePhase(action({ run }), { inputs: good });
    const log = host.lines.join('\n');
    expect(log.length).toBeLessThan(10_000_000);
    expect(log).toContain('more lines left out of this log');
    expect(host.annotations.filter(({ message }) => message === 'the same again').length).toBeLessThan(2);
    expect(host.annotations.at(-1)?.message).toMatch(/^GATE_FAILED: 3000 tests failed/);
    expect(log).toContain('hint: mend them');
    expect(JSON.stringify(records).length).toBeLessThan(10_000_000);
  });
});

test('equal warnings are told once, with how many more there were', async () => {
  const run = async ({ log }: Context): Promise<void> => {
    for (let count = 0; count < 5; count += 1) log.warn('the same again');
    log.warn('another');
  };
  const { host } = await runFakePhase(action({ run }), { inputs: good });
  expect(host.annotations.map(({ message }) => message)).toEqual(['the same again', 'another']);
  expect(host.lines).toContain('… 4 more like: the same again');
});

test('lines of evidence that are equal are told once', () => {
  const { details } = new PolicyError({ code: 'X', message: 'x', details: ['a', 'a', 'a', 'b', 'b', 'c'] });
  expect(details).toEqual(['a', '… 2 more like it', 'b', 'b', 'c']);
});

test('evidence that an action writes beside its report shows no secret', async () => {
  const files = createFakeFiles();
  const run = async ({ files: own, reportFolder, workspace }: Context): Promise<void> => {
    await own.write(`${reportFolder}/junit.xml`, '<x>https://me:swordfish@host/ hunter22</x>');
    await own.write(`${workspace}/kept`, 'hunter22');
  };
  await runFakePhase(action({ run }), { files, inputs: { ...good, token: 'hunter22' } });
  const written = files.contents();
  const junit = Object.entries(written).find(([path]) => path.endsWith('junit.xml'));
  expect(junit?.[1]).toBe('<x>https://***@host/ ***</x>');
  expect(written['/workspace/kept']).toBe('hunter22');
});
