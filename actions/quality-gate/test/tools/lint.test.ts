import { createFakeGit, type Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { lint } from '../../src/conditions/lint/check.ts';
import type { Settled } from '../../src/tool/settled-file.ts';
import { settleFile } from '../../src/tool/settled-file.ts';
import { jobOf } from '../support/job-of.ts';
import { moduleOf, packageOf } from '../support/module-of.ts';

const OUTPUT = '/r/golangci-lint-0.json';
const issue = (more: object = {}) => ({
  FromLinter: 'errcheck',
  Text: 'Error return value is not checked',
  Severity: '',
  SourceLines: ['\tf()'],
  Pos: { Filename: '/w/a/a.go', Offset: 30, Line: 4, Column: 2 },
  ...more,
});
const report = (issues: unknown, more: object = {}) =>
  JSON.stringify({ Issues: issues, Report: { Linters: [{ Name: 'errcheck', Enabled: true }], ...more } });

/** Runs the check with a golangci-lint that answers as told and leaves this file. */
async function run(
  answer: Omit<Transcript, 'on' | 'effect'>,
  written: string | undefined,
  settled: Settled = { from: 'head', changed: undefined },
  more: readonly Transcript[] = [],
) {
  const plan = { modules: [moduleOf('/w', 'm', [packageOf('a')])] };
  const write = async (): Promise<void> => {
    if (written !== undefined) await made.job.ports.files.write(OUTPUT, written);
  };
  const programs = [...more, { ...answer, on: 'golangci-lint run', effect: write }];
  const made = jobOf({ plan, files: { '/w/a/a.go': 'package a\n', [OUTPUT]: report([issue()]) }, programs });
  Object.assign(made.job.ports, { clock: { now: () => 0, sleep: async () => {} } });
  const commands = lint.commands(made.job.plan, made.job.rules, made.job.ports);
  return { ...made, result: await lint.run(made.job, commands, settled) };
}

describe('golangci-lint (QG-10)', () => {
  it('passes without an issue, and looks at everything, whatever its settings say', async () => {
    const { result, exec } = await run({}, report([]));
    expect(result.condition).toMatchObject({ status: 'passed', reason: '0 findings in 1 package' });
    expect(exec.calls[0]?.argv).toEqual(
      expect.arrayContaining([
        '--issues-exit-code=1',
        '--new=false',
        '--new-from-rev=',
        '--max-same-issues=0',
        './...',
      ]),
    );
  });

  it('waits three times at most for another golangci-lint, and for nothing else', async () => {
    const calls = async (exitCode: number, stderr: string): Promise<number> => {
      const asked: string[] = [];
      await run({ exitCode, stderr }, undefined, undefined, []).catch(() => undefined);
      const made = jobOf({
        plan: { modules: [moduleOf('/w', 'm', [packageOf('a')])] },
        programs: [{ on: 'golangci-lint', exitCode, stderr, effect: () => void asked.push('') }],
      });
      Object.assign(made.job.ports, { clock: { now: () => 0, sleep: async () => {} } });
      const commands = lint.commands(made.job.plan, made.job.rules, made.job.ports);
      await lint.run(made.job, commands, undefined as never).catch(() => undefined);
      return asked.length;
    };
    const busy = 'Error: parallel golangci-lint is running';
    expect([await calls(3, busy), await calls(3, 'boom'), await calls(2, busy)]).toEqual([3, 1, 1]);
  });

  it('says nothing of settings that the change leaves alone, and of a place only what is known', async () => {
    const bare = issue({ FromLinter: undefined, Pos: { Filename: 'a/a.go' } });
    const { result } = await run(
      {},
      report([bare, issue({ Pos: { Filename: 'a/a.go', Line: 2, Column: 1 } })]),
    );
    expect(result.warnings).toEqual([]);
    expect(result.findings[0]).toEqual({
      file: 'a/a.go',
      line: 1,
      title: 'golangci-lint',
      message: 'Error return value is not checked',
      severity: 'error',
    });
    expect(result.findings[1]).toMatchObject({
      column: 1,
      message: 'Error return value is not checked (errcheck)',
    });
  });

  it.each([
    [[], []],
    [['one'], ['--build-tags=one']],
    [['one', 'two'], ['--build-tags=one,two']],
  ])('hands the build tags %j on', (buildTags, flags) => {
    const made = jobOf({ plan: { modules: [moduleOf('/w', 'm')] }, settings: { buildTags } });
    const [command] = lint.commands(made.job.plan, made.job.rules, made.job.ports);
    expect(command?.args.filter((arg) => arg.includes('build-tags'))).toEqual(flags);
  });

  it('takes the settings of the base by their own name, from a folder of its own', async () => {
    const settled: Settled = { from: 'base', name: 'tools/.golangci.yml', text: 'version: "2"' } as Settled;
    const { exec } = await run({}, report([]), settled);
    const flag = exec.calls[0]?.argv.find((arg) => arg.startsWith('--config='));
    expect(flag).toMatch(/golangci-[^/]*\/\.golangci\.yml$/);
  });

  it.each<[string, string, string | undefined]>([
    ['7', '', 'wrote JSON of another kind'],
    ['null', '', 'wrote JSON of another kind'],
    ['{}', '', 'wrote JSON of another kind'],
    [report({ a: 1 }), '', 'wrote JSON of another kind'],
    [report(null), 'passed', undefined],
    [report([], { Linters: [{ Name: 'x' }, { Name: 'y', Enabled: true }] }), 'passed', undefined],
    [report([], { Linters: [] }), 'passed', undefined],
    [report([], { Linters: [{ Name: 'x' }, { Name: 'y' }] }), '', 'ran without any linter'],
  ])('reads %s', async (text, status, problem) => {
    const read = run({}, text);
    if (problem === undefined) expect((await read).result.condition.status).toBe(status);
    else await expect(read).rejects.toThrow(problem);
  });

  it('fails with issues, each with its place', async () => {
    const relative = issue({
      Pos: { Filename: 'a/a.go', Line: 9, Column: 0 },
      Severity: 'warning',
      FromLinter: 'x',
    });
    const { result } = await run({ exitCode: 1 }, report([issue(), relative]));
    expect(result).toMatchObject({
      condition: { status: 'failed', actual: '2 findings' },
      code: 'GATE_LINT_FAILED',
    });
    expect(result.findings).toMatchObject([
      { file: 'a/a.go', line: 4, column: 2, severity: 'error', title: 'golangci-lint errcheck' },
      { file: 'a/a.go', line: 9, severity: 'warning' },
    ]);
  });

  it('fails with issues also where it ends well', async () => {
    expect((await run({ exitCode: 0 }, report([issue()]))).result.condition.status).toBe('failed');
  });

  it.each<[string, Omit<Transcript, 'on'>, string | undefined, string]>([
    ['crashed', { exitCode: 2, stderr: 'panic: runtime error' }, report([]), 'did not do its work'],
    [
      'could not load the code',
      { exitCode: 7, stderr: 'level=error msg="x"' },
      report([]),
      'did not do its work',
    ],
    ['was silent', {}, undefined, 'wrote no report'],
    ['wrote garbage', {}, 'Killed', 'wrote no JSON'],
    ['wrote half of its JSON', {}, report([issue()]).slice(0, 40), 'wrote no JSON'],
    ['wrote another JSON', {}, '[]', 'wrote JSON of another kind'],
    ['wrote an issue without a place', { exitCode: 1 }, report([{ Text: 'x' }]), 'an issue without a place'],
    [
      'has no issues but warnings',
      {},
      report(null, { Warnings: [{ Tag: 'runner', Text: 'types' }] }),
      'no issues but warnings: [runner] types',
    ],
    [
      'could not run a linter',
      {},
      report([], { Warnings: [{ Text: "Can't run linter unused" }] }),
      'did not look at everything',
    ],
    ['says that it failed', {}, report([], { Error: 'timeout' }), 'says that it failed: timeout'],
    ['ran no linter', {}, report([], { Linters: [{ Name: 'x' }] }), 'ran without any linter'],
    ['failed without an issue', { exitCode: 1 }, report([]), 'failed without an issue'],
    [
      'stays busy',
      { exitCode: 3, stderr: 'Error: parallel golangci-lint is running' },
      undefined,
      'did not do its work',
    ],
  ])('is not believed where it %s', async (_, answer, written, problem) => {
    await expect(run(answer, written)).rejects.toMatchObject({
      code: 'GATE_NOT_CHECKED',
      message: expect.stringContaining(problem),
    });
  });

  it('is not checked where it takes too long or is not there', async () => {
    const made = jobOf({
      plan: { modules: [moduleOf('/w', 'm')] },
      programs: [{ on: 'golangci-lint', effect: ({ options }) => expect(options.timeoutMs).toBe(600_000) }],
    });
    const commands = lint.commands(made.job.plan, made.job.rules, made.job.ports);
    await expect(lint.run(made.job, commands, { from: 'head', changed: undefined })).rejects.toThrow(
      'wrote no report',
    );
  });

  it('waits for another one that runs', async () => {
    const busy = {
      on: 'golangci-lint run',
      exitCode: 3,
      stderr: 'parallel golangci-lint is running',
      times: 2,
    };
    const { exec, result } = await run({}, report([]), undefined, [busy]);
    expect([exec.calls.length, result.condition.status]).toEqual([3, 'passed']);
  });
});

describe('the settings of golangci-lint', () => {
  it('of the base count for code of strangers, and none where it has none', async () => {
    const base: Settled = { from: 'base', name: '/w/.golangci.yml', text: 'version: "2"\n' };
    const { exec, job } = await run({}, report([]), base);
    const config =
      exec.calls[0]?.argv.find((word) => word.startsWith('--config='))?.slice('--config='.length) ?? '';
    expect(await job.ports.files.readText(config)).toBe('version: "2"\n');
    const none = await run({}, report([]), { from: 'base', name: '', text: undefined });
    expect(none.exec.calls[0]?.argv.slice(0, 3)).toEqual(['golangci-lint', 'run', '--no-config']);
  });

  it('that a change edits are told', async () => {
    const { result } = await run({}, report([]), { from: 'head', changed: '.golangci.yml' });
    expect(result.warnings).toEqual(['this change edits .golangci.yml, by which golangci-lint judges']);
  });

  const settle = (
    level: 'trusted' | 'same-repository' | 'untrusted',
    files: Readonly<Record<string, string>>,
    head: Readonly<Record<string, string>> = {},
  ) =>
    settleFile(
      {
        ...jobOf({ files: head }).job.ports,
        git: createFakeGit({ root: '/w', files }),
        trust: { level, why: '', base: ['aaa', 'bbb'] },
      },
      ['.golangci.yml', '.golangci.yaml'],
    );

  it('are those of the first base commit that the clone has', async () => {
    expect(await settle('trusted', {})).toEqual({ from: 'head', changed: undefined });
    const files = { 'bbb:.golangci.yaml': 'a: b' };
    expect(await settle('untrusted', files)).toEqual({
      from: 'base',
      name: '/w/.golangci.yaml',
      text: 'a: b',
    });
    expect(await settle('untrusted', { 'bbb:x': '' })).toMatchObject({ from: 'base', text: undefined });
    await expect(settle('untrusted', {})).rejects.toMatchObject({ code: 'GATE_NOT_CHECKED' });
  });

  it.each([
    [{ 'bbb:x': '' }, {}, undefined],
    [{ 'bbb:.golangci.yml': 'a' }, { '/w/.golangci.yml': 'a' }, undefined],
    [{ 'bbb:.golangci.yml': 'a' }, { '/w/.golangci.yml': 'b' }, '.golangci.yml'],
    [{ 'bbb:.golangci.yml': 'a' }, {}, '.golangci.yml'],
    [{ 'bbb:x': '' }, { '/w/.golangci.yaml': 'b' }, '.golangci.yaml'],
    [{}, { '/w/.golangci.yml': 'b' }, undefined],
  ])('of a writer count, and are compared: %j %j', async (files, head, changed) => {
    expect(await settle('same-repository', files, head)).toEqual({ from: 'head', changed });
  });
});
