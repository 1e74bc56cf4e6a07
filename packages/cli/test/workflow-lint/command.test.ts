import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/run-command.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const A = 'fairlead-actions/fairlead/actions';
const BAD = `on: push\npermissions: { contents: read }\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ${A}/go-build@v1\n        with: { target: linux/amd64 }\n`;
const ADVICE = BAD.replace('@v1', '@main').replace('target:', 'targets:');
const FINE = ADVICE.replace('@main', '@v1');

let folder = '';
let count = 0;

/** A repository with these files; programs of `bin` are on PATH, and nothing else is. */
async function repository(
  files: Readonly<Record<string, string>>,
  bin: Readonly<Record<string, string>> = {},
) {
  count += 1;
  const cwd = join(folder, String(count));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
  const path = join(folder, `bin-${count}`);
  await mkdir(path);
  await symlink(process.execPath, join(path, 'node'));
  for (const [name, code] of Object.entries(bin)) {
    await writeFile(join(path, name), `#!/usr/bin/env node\n${code}\n`);
    await chmod(join(path, name), 0o755);
  }
  return async (...args: string[]) => {
    const terminal = createFakeTerminal({ cwd, env: { PATH: `${path}:/usr/bin:/bin` } });
    const code = await runCommand(['workflow-lint', ...args], terminal);
    return { code, said: terminal.said.join('\n'), complained: terminal.complained.join('\n') };
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-lint-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('exit code', () => {
  it('0: nothing found, or an advice at most', async () => {
    const run = await repository({ '.github/workflows/a.yml': FINE, '.github/workflows/b.yaml': ADVICE });
    expect(await run()).toMatchObject({
      code: 0,
      said: expect.stringContaining('2 files, actionlint and zizmor not on PATH: 1 finding'),
    });
  });

  it('1: findings, with file, line, column, rule, reason and what to do', async () => {
    const run = await repository({ '.github/workflows/a.yml': BAD });
    const { code, said } = await run();
    expect(code).toBe(1);
    expect(said.split('\n')[0]).toBe(
      '.github/workflows/a.yml:8:17: error unknown-input: target is no input of go-build; did you mean targets?',
    );
  });

  it.each([
    ['a file that is not there', ['none.yml'], /none\.yml:1:1: not checked: there is no such file/],
    ['a file that is not YAML', ['broken.yml'], /broken\.yml:1:\d+: not checked/],
  ])('2: %s, whatever else is fine', async (_, args, message) => {
    const run = await repository({ 'broken.yml': 'jobs: [', 'fine.yml': FINE });
    const { code, said } = await run('fine.yml', ...args);
    expect(code).toBe(2);
    expect(said).toMatch(message);
  });

  it('2: a config file that is there and cannot be read', async () => {
    const run = await repository({ '.github/workflows/a.yml': FINE });
    await symlink('nowhere.yml', join(folder, String(count), '.github/fairlead.yml'));
    const { code, said } = await run();
    expect(code).toBe(2);
    expect(said).toContain('.github/fairlead.yml:1:1: not checked: cannot be read: ENOENT');
  });

  it('2: nothing to check, an unknown format, an unknown option', async () => {
    const run = await repository({});
    expect(await run()).toMatchObject({ code: 2, complained: expect.stringContaining('nothing to check') });
    expect(await run('--format', 'xml')).toMatchObject({
      code: 2,
      complained: expect.stringContaining('allowed: text'),
    });
    expect((await run('--no-externals')).complained).toContain('did you mean --no-external?');
  });
});

it('looks at workflows, composite actions and the config file; a folder stands for its workflows', async () => {
  const run = await repository({
    '.github/workflows/a.yml': BAD,
    '.github/actions/own/action.yml': `runs: { using: composite, steps: [{ uses: ${A}/go-bild@v1 }] }`,
    '.github/actions/js/action.yaml': 'runs: { using: node24, main: x.js }',
    '.github/fairlead.yml': 'go-build: { targetz: x }',
    'more/b.yml': BAD,
  });
  const { said } = await run();
  for (const rule of ['unknown-input', 'unknown-action', 'config-file']) expect(said).toContain(` ${rule}: `);
  expect(said).toContain('4 files');
  expect((await run('more')).said).toContain('more/b.yml:8:17');
});

it('a config file by another name is read where a step names it', async () => {
  const deploy = `on: push\njobs: { a: { steps: [{ uses: ${A}/helm-deploy@v1, with: { release: a, config: ci.yml } }] } }`;
  const run = await repository({
    '.github/workflows/a.yml': deploy,
    'ci.yml': 'helm-deploy: { chart: c, image: chart }',
  });
  expect((await run()).said).not.toContain('missing-input');
});

describe('formats', () => {
  it('json', async () => {
    const run = await repository({ '.github/workflows/a.yml': BAD });
    const { said } = await run('--format=json');
    expect(JSON.parse(said)).toMatchObject({
      schemaVersion: 1,
      files: 1,
      unchecked: [],
      findings: [
        { file: '.github/workflows/a.yml', line: 8, column: 17, rule: 'unknown-input', severity: 'error' },
      ],
    });
  });

  it('sarif, with each rule described and what was not checked', async () => {
    const run = await repository({ 'a.yml': BAD, 'b.yml': ADVICE, 'c.yml': 'jobs: [' });
    const { code, said } = await run('a.yml', 'b.yml', 'c.yml', '--format', 'sarif');
    expect(code).toBe(2);
    const [found] = JSON.parse(said).runs;
    expect(found.results).toMatchObject([
      {
        ruleId: 'unknown-input',
        level: 'error',
        locations: [{ physicalLocation: { region: { startLine: 8, startColumn: 17 } } }],
      },
      { ruleId: 'moving-reference', level: 'note' },
    ]);
    const described = found.tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const { ruleId } of found.results) expect(described).toContain(ruleId);
    expect(found.invocations[0].executionSuccessful).toBe(false);
    expect(found.invocations[0].toolExecutionNotifications).toHaveLength(1);
  });

  it('github: what stands in a file gives the runner no orders', async () => {
    const evil = BAD.replace('target: linux/amd64', '"x\\n::set-output name=a::b,%": 1');
    const run = await repository({ 'a,b.yml': evil });
    const { said } = await run('a,b.yml', '--format', 'github');
    expect(said).toMatch(
      /^::error file=a%2Cb\.yml,line=8,col=17,title=unknown-input::x%0A::set-output name=a::b,%25 is no/,
    );
    expect(said.split('\n').filter((line) => line.startsWith('::'))).toHaveLength(1);
    expect((await run('a,b.yml')).said.split('\n').filter((line) => line.startsWith('::'))).toEqual([]);
  });
});

describe('other linters', () => {
  const actionlint = (more: string) => `
if (process.argv[2] !== '-format') process.exit(2);
console.log(JSON.stringify([{ message: 'm', filepath: process.argv[4], line: 2, column: 3, kind: 'expression' }]));
${more}`;
  const zizmor = `
console.log(JSON.stringify([{ ident: 'artipacked', desc: 'd', url: 'https://u', ignored: false,
  determinations: { severity: 'High' },
  locations: [{ symbolic: { kind: 'Primary', annotation: 'a', key: { Local: { verbatim_path: process.argv.at(-1) } } },
    concrete: { location: { start_point: { row: 0, column: 4 } } } }] }]));
process.exitCode = 14;`;

  it('are asked when they are on PATH, and speak under their names', async () => {
    const run = await repository(
      { '.github/workflows/a.yml': FINE },
      { actionlint: actionlint('process.exitCode = 1'), zizmor },
    );
    const { code, said } = await run();
    expect(code).toBe(1);
    expect(said).toContain('.github/workflows/a.yml:2:3: error actionlint/expression: m');
    expect(said).toContain('.github/workflows/a.yml:1:5: error zizmor/artipacked: d: a\n    https://u');
    expect(said).toContain('actionlint and zizmor asked too');
    expect(await run('--no-external')).toMatchObject({ code: 0, said: '1 file: 0 findings' });
  });

  it('are named when they are not on PATH', async () => {
    const run = await repository({ '.github/workflows/a.yml': FINE });
    expect(await run()).toMatchObject({
      code: 0,
      said: '1 file, actionlint and zizmor not on PATH: 0 findings',
    });
    expect(JSON.parse((await run('--format', 'json')).said)).toMatchObject({
      external: [],
      absent: ['actionlint', 'zizmor'],
    });
  });

  it.each([
    [
      'breaks',
      'console.error("panic: oh"); process.exit(3)',
      /actionlint:1:1: not checked: it could not look: .*3/,
    ],
    ['says nothing', '', /it could not look: /],
    ['says something else', 'console.log("{}")', /it could not look: its answer is no list/],
    ['leaves out a place', 'console.log("[{}]")', /its answer has no filepath/],
    ['is killed', 'process.kill(process.pid, "SIGKILL")', /it could not look: /],
  ])('one that %s has not checked anything', async (_, code, message) => {
    const run = await repository({ '.github/workflows/a.yml': FINE }, { actionlint: code });
    const result = await run();
    expect(result.code).toBe(2);
    expect(result.said).toMatch(message);
  });
});

it('GOV-13: the examples and the own workflows of the repository have nothing to complain about', async () => {
  const terminal = createFakeTerminal({ cwd: ROOT, env: {} });
  const args = ['workflows-examples', '.github/workflows'];
  const code = await runCommand(['workflow-lint', '--no-external', ...args], terminal);
  expect(terminal.said.join('\n')).toMatch(/^\d+ files: 0 findings$/);
  expect(code).toBe(0);
});
