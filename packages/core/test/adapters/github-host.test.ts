import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileCommands } from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGithubHost } from '../../src/adapters/github-host.ts';
import { Redactor } from '../../src/index.ts';

/** What the runner reads on standard output while `work` runs. */
function printed(
  work: (host: ReturnType<typeof createGithubHost>) => void,
  env: NodeJS.ProcessEnv = {},
): string {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  work(createGithubHost(env, new Redactor()));
  return text;
}

describe("the runner's log", () => {
  afterEach(() => void vi.restoreAllMocks());

  test.each([
    '::set-output name=gate::pass',
    '   ::error::nobody said this',
    'a\n::stop-commands::x',
    'x ##[add-matcher]m.json',
    '\u0085::add-mask::a',
    ' \u0085\t::set-output name=gate::pass',
  ])('takes no orders from %j', (line) => {
    const log = printed((host) => host.info(line));
    expect(log).not.toMatch(/^[\s\u0085]*::/m);
    expect(log).not.toContain('##[');
    expect(log.replaceAll('\u200b', '')).toBe(`${line}\n`);
  });

  test('shows colons that are no command as they are, and passes on our own commands', () => {
    expect(printed((host) => host.info('std::vector and a :: b'))).toBe('std::vector and a :: b\n');
    expect(printed((host) => host.annotate({ level: 'error', message: 'no' }))).toBe('::error::no\n');
  });
});

describe("the runner's files", () => {
  const names = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;
  let folder: string;
  const file = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(file(name), 'utf8');
  const host = () => createGithubHost(process.env, new Redactor());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fairlead-host-'));
    for (const name of names) {
      writeFileSync(file(name), '');
      vi.stubEnv(name, file(name));
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test.each([
    'one line',
    'two\nlines\n',
    'gate=pass',
    'x\ngate<<EOF\npass\nEOF',
    'ghadelimiter_00000000-0000-0000-0000-000000000000\ngate=pass',
    '',
  ])('an output or a state sets nothing but itself: %j', (value) => {
    const { setOutput, saveState } = host();
    setOutput('image', value);
    saveState('lock', value);
    expect(readFileCommands(read('GITHUB_OUTPUT'))).toEqual({ image: value });
    expect(readFileCommands(read('GITHUB_STATE'))).toEqual({ lock: value });
  });

  test('a summary stays below what GitHub takes, in whole lines, and says how many are missing', () => {
    const { appendSummary } = host();
    appendSummary('### first\n');
    appendSummary('| ü | row |\n'.repeat(100_000));
    const summary = read('GITHUB_STEP_SUMMARY');
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(1_000_000);
    expect(summary.slice(0, 21)).toBe('### first\n| ü | row |');
    expect(summary.slice(-300)).toMatch(
      /\n> … \d+ more lines left out: GitHub shows no larger summary\..*\n$/,
    );
  });

  test('a summary that fits is left as it is', () => {
    host().appendSummary('a');
    host().appendSummary('b\n');
    expect(read('GITHUB_STEP_SUMMARY')).toBe('ab\n');
  });

  test.each<readonly [what: string, env: Record<string, string>, inFile: boolean, inLog: boolean]>([
    ['a runner that shows it', {}, true, false],
    ['a runner without the file', { GITHUB_STEP_SUMMARY: '' }, false, true],
    ['Gitea before 1.27', { GITEA_ACTIONS: 'true' }, true, true],
    ['Gitea with other abilities', caps('cache'), true, true],
    ['Gitea since 1.27', caps('cache, job-summary'), true, false],
    ['Forgejo', { FORGEJO_ACTIONS: 'true' }, true, true],
  ])('the summary is where people see it: %s', (_, env, inFile, inLog) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const log = printed((given) => given.appendSummary('### built\n'), process.env);
    vi.restoreAllMocks();
    expect(read('GITHUB_STEP_SUMMARY') === '### built\n').toBe(inFile);
    expect(log === '### built\n').toBe(inLog);
  });

  test('a file that cannot be written is an error, and the summary is in the log', () => {
    vi.stubEnv('GITHUB_STEP_SUMMARY', join(folder, 'no/such/folder'));
    const log = printed((given) => {
      expect(() => given.appendSummary('### built\n::error::x\n')).toThrow('ENOENT');
    }, process.env);
    vi.restoreAllMocks();
    expect(log).toBe('### built\n\u200b::error::x\n');
  });
});

function caps(list: string): Record<string, string> {
  return { GITEA_ACTIONS: 'true', GITEA_ACTIONS_CAPABILITIES: list };
}

test('secrets are hidden in every part of an annotation and in the name of a group', () => {
  const redactor = new Redactor();
  redactor.add('hunter22');
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const host = createGithubHost({}, redactor);
  host.annotate({ level: 'error', title: 'of hunter22', file: 'hunter22.go', message: 'hunter22' });
  host.openGroup('pull with hunter22');
  vi.restoreAllMocks();
  expect(text).toBe('::error title=of ***,file=***.go::***\n::group::pull with ***\n');
});
