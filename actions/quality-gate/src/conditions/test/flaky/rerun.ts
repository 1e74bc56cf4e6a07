import { ToolError } from '@fairlead/core';
import { TestRecorder, type TestRun } from '@fairlead/go';
import type { Job } from '../../../check/check.ts';
import type { Retry } from '../../../check/test-output.ts';
import { goCommand } from '../../../plan/command.ts';
import { splitTestArgs } from '../commands.ts';
import { failuresToRerun } from './failures-to-rerun.ts';

/** Runs failed tests once or twice more, each package by itself; gives those that passed. */
export async function rerunFailures(job: Job, run: TestRun): Promise<readonly Retry[]> {
  const { rules, ports } = job;
  const passed: Retry[] = [];
  let left = rules.rerunFailed === 0 ? [] : failuresToRerun(run);
  for (let attempt = 1; attempt <= rules.rerunFailed && left.length > 0; attempt++) {
    const next: (typeof left)[number][] = [];
    for (const { package: name, tests } of left) {
      ports.log.info(`try ${attempt + 1} of ${tests.join(', ')} in ${name}`);
      const good = await tryTests(job, name, tests);
      passed.push(
        ...tests
          .filter((test) => good.has(test))
          .map((test) => ({ package: name, name: test, passedOn: attempt })),
      );
      const rest = tests.filter((test) => !good.has(test));
      if (rest.length > 0) next.push({ package: name, tests: rest });
    }
    left = next;
  }
  return passed;
}

/** The tests that began and passed in a run of their own. */
async function tryTests(
  { ports, plan, rules }: Job,
  name: string,
  tests: readonly string[],
): Promise<ReadonlySet<string>> {
  const part = plan.modules.find(({ packages }) => packages.some(({ importPath }) => importPath === name));
  if (part === undefined) return new Set();
  const { flags, forTests } = splitTestArgs(rules.testArgs);
  const own = {
    json: true,
    vet: 'off',
    timeout: `${rules.testTimeout}ms`,
    race: rules.race,
    short: rules.short,
    count: '1',
    run: `^(${tests.join('|')})$`,
  };
  // the user's -run stands behind ours and would win
  const others = flags.filter((flag) => !/^--?(?:test\.)?(?:run|count)(?:=|$)/.test(flag));
  const { program, args, cwd, env } = goCommand({ ...part, patterns: [name] }, rules, ['test', ...others], {
    own,
    forTests,
  });
  const recorder = new TestRecorder();
  try {
    const { exec, signal } = ports;
    await exec.run(program, args, {
      cwd,
      env,
      signal,
      okCodes: 'any',
      discardStdout: true,
      onLine: (line, stream) => void (stream === 'stdout' && recorder.add(line)),
    });
  } catch (error) {
    if (error instanceof ToolError) return new Set();
    throw error;
  }
  const { tests: results, packages } = recorder.finish();
  const crashed =
    packages.some(({ outcome }) => outcome === 'missing') ||
    results.some(({ outcome }) => outcome === 'unfinished');
  return crashed ? new Set() : new Set(tests.filter((test) => isGood(test, results)));
}

function isGood(name: string, results: TestRun['tests']): boolean {
  const own = results.filter((test) => test.name === name || test.name.startsWith(`${name}/`));
  return (
    own.some((test) => test.name === name && test.outcome === 'pass') &&
    own.every(({ outcome }) => outcome === 'pass' || outcome === 'skip')
  );
}
