import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Question } from './tester.ts';

/** Answers whether tests pass, in a process that stays warm from question to question. */
export interface WarmTester {
  /** False also when the tests did not end within `patienceMs`. Throws when they could not be run. */
  passes(question: Question, patienceMs: number): Promise<boolean>;
  close(): void;
}

/** One tester for a scratch checkout; its process is started with the first question, and again when it hung. */
export function createWarmTester(scratch: string): WarmTester {
  let child: Promise<ChildProcess> | undefined;
  const end = (): void => {
    void child?.then((one) => one.kill('SIGKILL'));
    child = undefined;
  };
  return {
    async passes(question, patienceMs) {
      child ??= startTester(scratch);
      const answer = await within(patienceMs, nextAnswer(await child, question));
      if (answer !== undefined && 'pass' in answer) return answer.pass;
      end();
      if (answer === undefined) return false;
      throw new Error(`tests of ${question.path}: ${'failed' in answer ? answer.failed : 'no answer'}`);
    },
    close: end,
  };
}

async function startTester(scratch: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'tester.ts'), [scratch], {
    cwd: scratch,
    execArgv: ['--conditions=fairlead-source'],
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await nextAnswer(child);
  return child;
}

function nextAnswer(child: ChildProcess, question?: Question): Promise<Answer> {
  return new Promise((done) => {
    const ended = (code: number | null): void => done({ failed: `the tester ended with ${code}` });
    child.once('exit', ended);
    child.once('message', (answer: Answer) => {
      child.off('exit', ended);
      done(answer);
    });
    if (question !== undefined) child.send(question);
  });
}

/** Undefined when the time is over first. */
async function within<T>(limitMs: number, answer: Promise<T>): Promise<T | undefined> {
  const late = new AbortController();
  const limit = sleep(limitMs, undefined, { signal: late.signal }).catch(() => undefined);
  try {
    return await Promise.race([answer, limit]);
  } finally {
    late.abort();
  }
}
