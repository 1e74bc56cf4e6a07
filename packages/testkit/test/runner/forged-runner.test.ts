import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { actionNames } from '@fairlead/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ForgedStep, forgeStep, readAnnotations, readFileCommands } from '../../src/index.ts';
import { readDeclaredInputs, stepVariables } from '../../src/runner/runner-environment.ts';

const entry = fileURLToPath(new URL('./steps/waits.ts', import.meta.url));
let step: ForgedStep;
beforeEach(async () => {
  step = await forgeStep({ action: entry, inputs: { password: 'hunter22' } });
});
afterEach(() => step.dispose());

describe('a step on the real runtime', () => {
  test('this and the step run on Node 24', () => {
    expect(process.versions.node).toMatch(/^24\./);
  });

  test('interrupted: outcome cancelled, report written, and post finds what main saved', async () => {
    const running = step.main();
    await step.waitFor(/^ready/);
    step.interrupt();
    const main = await running;
    expect([main.exitCode, main.signal]).toEqual([1, null]);
    expect(main.annotations).toMatchObject([
      { level: 'error', message: 'CANCELLED: cancelled while waiting' },
    ]);
    expect(main.summary).toContain('⏹️ waits: cancelled');
    const report = JSON.parse(readFileSync(main.outputs['report'] ?? '', 'utf8')) as Record<string, unknown>;
    expect(report['outcome']).toBe('cancelled');
    const post = await step.post();
    expect([post.exitCode, post.log]).toEqual([0, expect.stringContaining('post found {"held":true}')]);
  });

  test('killed: post runs all the same with the state that was saved', async () => {
    const running = step.main();
    await step.waitFor(/^ready/);
    step.kill();
    expect((await running).signal).toBe('SIGKILL');
    expect((await step.post()).log).toContain('post found {"held":true}');
  });

  test('secrets are hidden in the log once they are registered', async () => {
    const running = step.main();
    await step.waitFor(/^the password is \*\*\*$/);
    step.kill();
    await running;
  });

  test('waiting for a line that never comes fails when the phase ends', async () => {
    const running = step.main();
    const never = expect(step.waitFor(/no such line/)).rejects.toThrow('it ended without a line like');
    await step.waitFor(/^ready/);
    step.kill();
    await running;
    await never;
  });

  test('dispose removes the folder', async () => {
    await step.dispose();
    expect(existsSync(step.temp)).toBe(false);
  });
});

test('what main adds to the environment and to PATH is there for post', async () => {
  const other = await forgeStep({
    action: fileURLToPath(new URL('./steps/hands-on.ts', import.meta.url)),
    env: { PATH: '/usr/bin' },
  });
  try {
    const main = await other.main();
    expect([main.exported, main.addedPath]).toEqual([
      { TOKEN_PATH: '/secret/place' },
      ['/one/bin', '/two/bin'],
    ]);
    expect((await other.post()).log).toBe(
      'post has TOKEN_PATH=/secret/place\npost has PATH=/two/bin:/one/bin:/usr/bin\n',
    );
  } finally {
    await other.dispose();
  }
});

test('inputs that nobody gave are there all the same: their default, or empty', () => {
  const yml =
    'name: x\ninputs:\n  one:\n    description: "default: no"\n    default: "a b"\n  two-b:\n    required: false\n  token:\n    default: ${{ github.token }}\noutputs:\n  three:\n    description: y\n';
  const declared = readDeclaredInputs(yml);
  expect(declared).toEqual({ one: 'a b', 'two-b': '', token: '' });
  expect(stepVariables({ 'two-b': 'given' }, { held: '1' }, declared)).toEqual({
    INPUT_ONE: 'a b',
    'INPUT_TWO-B': 'given',
    INPUT_TOKEN: '',
    STATE_held: '1',
  });
});

test.each([...actionNames])('the action.yml of %s is read whole', (name) => {
  const yml = readFileSync(new URL(`../../../../actions/${name}/action.yml`, import.meta.url), 'utf8');
  const { inputs } = parse(yml) as { inputs: Record<string, { default?: string }> };
  const expected = Object.entries(inputs).map(([input, { default: value = '' }]) => [
    input,
    value.includes('${{') ? '' : value,
  ]);
  expect(readDeclaredInputs(yml)).toEqual(Object.fromEntries(expected));
});

test('file commands that a runner refuses are refused', () => {
  expect(() => readFileCommands('a<<EOF\nnever ends\n')).toThrow('matching delimiter not found: EOF');
  expect(() => readFileCommands('no sign\n')).toThrow('invalid format: no sign');
  expect(() => readFileCommands('=value\n')).toThrow('invalid format: =value');
});

test('file commands: values, several lines, delimiters in values', () => {
  expect(readFileCommands('a=1=2\nb<<EOF\nx=1\n<<y\nEOF\nc=<<z\n')).toEqual({
    a: '1=2',
    b: 'x=1\n<<y',
    c: '<<z',
  });
});

test('annotations with and without properties', () => {
  expect(readAnnotations('x\n::error file=a.go,line=3::no%0Atwo 100%25\n::warning::w\n')).toEqual([
    { level: 'error', properties: 'file=a.go,line=3', message: 'no\ntwo 100%' },
    { level: 'warning', properties: '', message: 'w' },
  ]);
});
