import { type ExecResult, type FairleadError, ToolError } from '@fairlead/core';
import {
  isTestCacheLine,
  joinTestRuns,
  machineFailure,
  type PackageTests,
  parseGoMessage,
  TestRecorder,
  type TestRun,
} from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import { alteredModule } from '../../plan/altered-module.ts';
import type { Command } from '../../plan/command.ts';
import type { TestCommand } from './commands.ts';
import { findContradiction } from './contradictions.ts';
import { findTestFault } from './machine-fault.ts';
import { createTeller } from './tell-package.ts';

/** What the test commands said. */
export interface TestsRun {
  readonly run: TestRun;
  /** Why the run proves nothing; undefined when it is whole. */
  readonly broken: FairleadError | undefined;
  /** What the go command said about its cache of test results, where it was asked to. */
  readonly cacheLines: string;
}

/** Runs the tests of one part after the other and shows every package as it ends; a run that breaks is the last. */
export async function runTests(
  job: Job,
  commands: readonly TestCommand[],
  declared: readonly PackageTests[],
): Promise<TestsRun> {
  const modules = new Set(commands.map(({ part }) => part.module.path));
  const runs: TestRun[] = [];
  const cacheLines: string[] = [];
  let broken: FairleadError | undefined;
  for (const command of commands) {
    if (modules.size > 1) job.ports.log.info(`module ${command.about}`);
    const recorder = new TestRecorder();
    broken = await runCommand(job, command, declared, recorder, cacheLines);
    runs.push(recorder.finish());
    if (broken !== undefined) break;
  }
  return { run: joinTestRuns(runs), broken, cacheLines: cacheLines.join('\n') };
}

/** Fills the recorder. Gives back why the run proves nothing, if it does not. */
async function runCommand(
  { ports: { exec, signal, log, workspace } }: Job,
  command: TestCommand,
  declared: readonly PackageTests[],
  recorder: TestRecorder,
  cacheLines: string[],
): Promise<FairleadError | undefined> {
  const { program, args, cwd, env, part } = command;
  const tell = createTeller(log, recorder);
  try {
    const ended = await exec.run(program, args, {
      cwd,
      env,
      signal,
      okCodes: 'any',
      discardStdout: true,
      onLine: (line, stream) => {
        if (stream === 'stderr') return isTestCacheLine(line) ? void cacheLines.push(line) : tell.line(line);
        const item = recorder.add(line);
        if (item !== undefined) tell.package(item);
      },
    });
    const result = { ...ended, stderr: withoutCacheLines(ended.stderr) };
    const run = recorder.finish();
    const fault = findTestFault(run, result);
    if (fault !== undefined) return machineFailure(fault, `testing ${part.module.path}`);
    const altered = alteredModule(result.stderr, { dir: cwd, workspace });
    if (altered !== undefined) return altered;
    const contradiction = findContradiction(run, result.exitCode, part.packages, declared);
    return contradiction === undefined ? undefined : contradictionError(contradiction, command, run, result);
  } catch (error) {
    // go itself was killed: what it had reported until then is still worth reading
    if (error instanceof ToolError) return error;
    throw error;
  }
}

function withoutCacheLines(text: string): string {
  return text.includes('testcache: ')
    ? text
        .split('\n')
        .filter((line) => !isTestCacheLine(line))
        .join('\n')
    : text;
}

function contradictionError(
  contradiction: string,
  { program, args, about }: Command,
  run: TestRun,
  { exitCode, stderr }: ExecResult,
): ToolError {
  const lastLines = [...run.strayLines, ...stderr.split('\n')].filter((line) => line.trim() !== '');
  const said = parseGoMessage(stderr) ?? lastLines.at(-1);
  return new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `go test in ${about}: ${contradiction}${said === undefined ? '' : `: ${said}`}`,
    hint: 'run the same go test command by hand; the log above shows what it printed',
    argv: [program, ...args],
    exitCode,
    lastLines: lastLines.slice(-20),
  });
}
