import { expect, test } from 'vitest';
import { createProcessExec } from '../../src/adapters/process-exec.ts';
import { Redactor } from '../../src/secrets/redactor.ts';

const redactor = new Redactor();
redactor.add('s3cret-word');
const exec = createProcessExec({ env: { PATH: process.env['PATH'] ?? '', WORD: 'given' }, redactor });
const node = process.execPath;
const script = (text: string): readonly string[] => ['-e', text];

test('an answer is the whole output and the exit code', async () => {
  const answer = await exec.ask(node, script('console.log(process.env.WORD); console.error("e")'));
  expect(answer).toMatchObject({ exitCode: 0, stdout: 'given\n', stderr: 'e\n' });
});

test('the environment is the given one alone', async () => {
  const answer = await exec.ask(node, script('console.log(Object.keys(process.env).join())'), {
    env: { ONE: '1' },
  });
  expect(answer.stdout.trim().split(',')).toContain('ONE');
  expect(answer.stdout).not.toContain('PATH');
});

test('standard input is handed over', async () => {
  const answer = await exec.ask(node, script('process.stdin.pipe(process.stdout)'), { input: 'asked' });
  expect(answer.stdout).toBe('asked');
});

test('a refusal is a failed tool with its last words, without secrets', async () => {
  const asked = exec.ask(node, script('console.error("no s3cret-word here"); process.exit(3)'));
  await expect(asked).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: expect.stringMatching(/exit code 3: no \*\*\* here/) as string,
  });
});

test('exit codes that are no error are answers', async () => {
  expect(await exec.ask(node, script('process.exit(3)'), { okCodes: 'any' })).toMatchObject({ exitCode: 3 });
});

test('a program that is not there, or a folder, is named', async () => {
  await expect(exec.ask('no-such-program', [])).rejects.toMatchObject({ code: 'TOOL_MISSING' });
  await expect(exec.ask(node, [], { cwd: '/no/such/folder' })).rejects.toMatchObject({
    message: expect.stringContaining('/no/such/folder') as string,
  });
});

test('a question is given up after its time, or when the run is cancelled', async () => {
  const slow = script('setTimeout(() => {}, 1500)');
  await expect(exec.ask(node, slow, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'TOOL_TIMEOUT' });
  const controller = new AbortController();
  const asked = exec.ask(node, slow, { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await expect(asked).rejects.toMatchObject({ name: 'CancelledError' });
});

test('a program that was killed is told apart from one that failed', async () => {
  const asked = exec.ask(node, script('process.kill(process.pid, "SIGKILL")'), { okCodes: 'any' });
  await expect(asked).rejects.toMatchObject({ code: 'TOOL_KILLED' });
});
