import { join } from 'node:path';
import { type ExecResult, ToolError } from '@fairlead/core';
import {
  findCrash,
  joinTestRuns,
  type PackageResult,
  parseGoMessage,
  TestRecorder,
  type TestRun,
} from '@fairlead/go';
import type { GateContext } from '../../context.ts';
import type { ModulePlan, Plan } from '../../plan/plan.ts';
import type { Rules } from '../../rules.ts';
import { testArguments } from './command.ts';
import { findContradiction } from './contradictions.ts';

/** All modules' tests, and the profiles that they should have written. */
export interface TestOutput {
  readonly run: TestRun;
  /** Why the run proves nothing: go test broke, or what it printed does not fit how it ended. */
  readonly broken: ToolError | undefined;
  /** Absolute paths, one for each module; empty when coverage is not measured. */
  readonly profiles: readonly string[];
}

/** Runs the tests of one module after the other and shows every package as it ends; a run that breaks is the last. */
export async function runTests(context: GateContext, plan: Plan, rules: Rules): Promise<TestOutput> {
  const runs: TestRun[] = [];
  const profiles: string[] = [];
  let broken: ToolError | undefined;
  for (const [index, part] of plan.modules.entries()) {
    if (plan.modules.length > 1) context.log.info(`module ${part.module.path}`);
    const profile = rules.checks.has('coverage')
      ? join(context.reportFolder, `coverage-${index}.out`)
      : undefined;
    if (profile !== undefined) profiles.push(profile);
    const recorder = new TestRecorder();
    const args = testArguments(rules, { patterns: part.patterns, profile, goflags: plan.goflags });
    broken = await runModule(context, part, args, recorder);
    runs.push(recorder.finish());
    if (broken !== undefined) break;
  }
  return { run: joinTestRuns(runs), broken, profiles };
}

/** Fills the recorder. Gives back why the run proves nothing, if it does not. */
async function runModule(
  { exec, signal, log }: GateContext,
  part: ModulePlan,
  args: readonly string[],
  recorder: TestRecorder,
): Promise<ToolError | undefined> {
  log.debug(`go ${args.join(' ')} (${part.module.path})`);
  try {
    const result = await exec.run('go', args, {
      cwd: part.cwd,
      env: part.env,
      signal,
      okCodes: 'any',
      discardStdout: true,
      onLine: (line, stream) => {
        if (stream === 'stderr') return log.info(line);
        const ended = recorder.add(line);
        if (ended !== undefined) tellPackage(log, ended, recorder);
      },
    });
    return contradictionError(part, args, recorder.finish(), result);
  } catch (error) {
    // go itself was killed: what it had reported until then is still worth reading
    if (error instanceof ToolError) return error;
    throw error;
  }
}

function contradictionError(
  part: ModulePlan,
  args: readonly string[],
  run: TestRun,
  { exitCode, stderr }: ExecResult,
): ToolError | undefined {
  const contradiction = findContradiction(run, exitCode, part.packages);
  if (contradiction === undefined) return undefined;
  const lastLines = [...run.strayLines, ...stderr.split('\n')].filter((line) => line.trim() !== '');
  const said = parseGoMessage(stderr) ?? lastLines.at(-1);
  return new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `go test in ${part.module.path}: ${contradiction}${said === undefined ? '' : `: ${said}`}`,
    hint: 'run the same go test command by hand; the log above shows what it printed',
    argv: ['go', ...args],
    exitCode,
    lastLines: lastLines.slice(-20),
  });
}

/** One line for a package; the output of what failed at once, so that nobody waits for the end. */
function tellPackage(log: GateContext['log'], item: PackageResult, recorder: TestRecorder): void {
  const word = item.outcome === 'pass' ? 'ok  ' : item.outcome === 'skip' ? '-   ' : 'FAIL';
  const how = item.cached ? 'cached' : `${item.seconds.toFixed(2)} s`;
  log.info(`${word} ${item.name} (${item.outcome === 'skip' ? 'no tests' : how})`);
  if (item.outcome !== 'fail') return;
  const failures = recorder.failuresOf(item.name);
  for (const test of failures) for (const line of test.output) log.info(`     ${line}`);
  if (failures.length > 0 && findCrash(item.output) === undefined) return;
  for (const line of item.output) log.info(`     ${line}`);
}
