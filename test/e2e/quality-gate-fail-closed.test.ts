import { execFileSync } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGate, type Tree, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage } from '../../actions/quality-gate/test/support/samples.ts';

const REAL_GO = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();

/** A go that does `script` for one subcommand and is the real one for all others. */
function brokenGo(subcommand: string, script: string): Tree {
  const real = `exec ${REAL_GO}/bin/go "$@"`;
  return { 'bin/go': `#!/bin/sh\nif [ "$1" = ${subcommand} ]; then\n${script}\nfi\n${real}\n` };
}

async function runBroken(subcommand: string, script: string, inputs: Readonly<Record<string, string>> = {}) {
  const workspace = await writeTree({ ...coveredPackage(4, 4), ...brokenGo(subcommand, script) });
  await chmod(join(workspace, 'bin/go'), 0o755);
  const path = [join(workspace, 'bin'), process.env['PATH']].join(delimiter);
  return runGate(workspace, inputs, { PATH: path });
}

const pass = (line: object): string => `printf '%s\\n' '${JSON.stringify(line)}'`;
const START = pass({ Action: 'start', Package: 'example.com/m/a' });
const PASS = pass({ Action: 'pass', Package: 'example.com/m/a', Elapsed: 1 });
const TEST = pass({ Action: 'pass', Package: 'example.com/m/a', Test: 'TestA' });
const COVERED = pass({
  Action: 'output',
  Package: 'example.com/m/a',
  Output: 'coverage: 100.0% of statements\n',
});

describe('what could not be checked never passes', () => {
  it.each([
    ['prints nothing and ends with 0', 'exit 0', 'it reported nothing about example.com/m/a'],
    ['prints nothing and ends with 2', 'exit 2', 'exit code 2 without a failed package'],
    ['prints garbage and ends with 0', 'echo "all fine"; exit 0', 'it reported nothing about'],
    ['passes everything and ends with 1', `${START}\n${TEST}\n${PASS}\nexit 1`, 'exit code 1 without'],
    ['stops in the middle', `${START}\n${TEST}\nexit 0`, 'although example.com/m/a did not pass'],
    ['stops in the middle with 1', `${START}\n${TEST}\nexit 1`, 'started and never ended'],
    ['is killed', 'kill -9 $$', 'SIGKILL'],
    ['says why it cannot go on', 'echo "go: no space left" >&2; exit 1', 'no space left'],
  ])('go test that %s', async (_, script, reason) => {
    const run = await runBroken('test', script, { checks: 'test' });
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.conditions['test']).toMatchObject({
      status: 'errored',
      reason: expect.stringContaining(reason),
    });
  });

  it('what had failed before go test was killed is still shown', async () => {
    const test = { Package: 'example.com/m/a', Test: 'TestA' };
    const said = pass({ Action: 'output', ...test, Output: '    a_test.go:5: want 1\n' });
    const failed = pass({ Action: 'fail', ...test });
    const run = await runBroken('test', `${START}\n${said}\n${failed}\nkill -9 $$`, { checks: 'test' });
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error', 'tests-failed': '1' } });
    expect(run.annotations).toContainEqual(expect.objectContaining({ file: 'a/a_test.go', line: 5 }));
    expect(await readFile(run.outputs['junit'] ?? '', 'utf8')).toContain('message="want 1"');
    expect(run.summary).toContain('TestA failed (example.com/m/a)');
  });

  it.each([
    ['writes no profile', '', 'wrote no coverage profile'],
    ['writes an empty profile', ': > "$profile"', 'not "mode: set|count|atomic"'],
    ['writes garbage', 'printf "mode: set\\nrubbish\\n" > "$profile"', 'line 2 is not a block'],
    [
      'writes a profile without blocks',
      'echo "mode: set" > "$profile"',
      'lacks package example.com/m/a (4 statements)',
    ],
  ])('go test that %s', async (_, write, reason) => {
    const find = 'for a in "$@"; do case $a in -coverprofile=*) profile=${a#*=};; esac; done';
    const run = await runBroken('test', `${find}\n${write}\n${START}\n${TEST}\n${COVERED}\n${PASS}\nexit 0`);
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.outputs['coverage']).toBeUndefined();
    expect(run.conditions['coverage']).toMatchObject({
      status: 'errored',
      reason: expect.stringContaining(reason),
    });
  });

  it('go vet that breaks is no finding, and the other checks go on', async () => {
    const run = await runBroken('vet', 'echo "fatal error: out of memory" >&2; exit 2');
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error', coverage: '100.00' } });
    expect(run.conditions).toMatchObject({
      vet: { status: 'errored', reason: expect.stringContaining('out of memory') },
      test: { status: 'passed' },
    });
    expect(run.annotations.filter((item) => item.title === 'go vet')).toEqual([]);
  });

  it('stays an error with continue-on-fail', async () => {
    const run = await runBroken('vet', 'exit 2', { 'continue-on-fail': 'true' });
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
  });

  it('go list that breaks ends the run', async () => {
    const run = await runBroken('list', 'echo "go: cannot read go.mod" >&2; exit 1');
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.report.failure).toMatchObject({ code: 'GO_LIST_FAILED' });
  });

  it('go that does not say its version ends the run', async () => {
    const run = await runBroken('version', 'echo hello; exit 0');
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.report.failure?.code).toBe('GO_UNUSABLE');
  });

  it('Go before 1.22 has no honest total', async () => {
    const run = await runBroken('version', 'echo "go version go1.21.5 linux/amd64"; exit 0');
    expect(run.outputs['outcome']).toBe('error');
  });

  it('a cancelled run is no verdict', async () => {
    const controller = new AbortController();
    const workspace = await writeTree(coveredPackage(4, 4));
    setTimeout(() => controller.abort(), 300);
    const run = await runGate(workspace, {}, {}, controller.signal);
    expect(run).toMatchObject({ outcome: 'cancelled', exitCode: 1, outputs: { outcome: 'cancelled' } });
  });
});
