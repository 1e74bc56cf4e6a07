import type { ErrorCodes } from '@fairlead/core';
import type { Tool } from '@fairlead/tools';
import type { Command } from '../plan/command.ts';
import type { Plan } from '../plan/plan.ts';
import type { GatePorts } from '../plan/ports.ts';
import type { Rules } from '../plan/rules.ts';
import type { CheckResult } from '../verdict/condition.ts';
import type { Facts } from './facts.ts';
import type { TestOutput } from './test-output.ts';

/** What a check works with. */
export interface Job {
  readonly ports: GatePorts;
  readonly plan: Plan;
  readonly rules: Rules;
  /** What the tests left; undefined until they have run. */
  tests: TestOutput | undefined;
  /** What the checks found out for conditions. */
  readonly facts: Facts;
}

/** A rule by name, in words. */
export type RuleRow = readonly [name: string, value: string];

/**
 * One check of the gate: everything that there is to say about it. The plan, the dry run, the conditions, the summary,
 * the input `checks`, the README and the failure codes come from the registry of these.
 */
export interface Check<Sources = unknown> {
  readonly name: string;
  /** What it demands, in one sentence. */
  readonly description: string;
  /** The check that must be wanted as well, because it does what this one looks at. */
  readonly needs?: string;
  /** Inputs that nothing reads where it is not wanted. */
  readonly settings?: readonly string[];
  /** It judges also where it runs for a condition alone: what it demands is the ground of every number. */
  readonly alwaysJudges?: true;
  /** It runs where nobody names checks. A new one does not: gates that pass today would fail after an update. */
  readonly byDefault?: true;
  /** Its tool is none of Go's own, so that it may be missing on purpose. */
  readonly optional?: true;
  /** The tool, where it can be brought. */
  readonly tool?: Tool;
  /** It runs the go command, so GOFLAGS and missing compilers concern it. */
  readonly usesGo: boolean;
  /** Findings with a smaller number are shown first. */
  readonly rank: number;
  readonly codes: ErrorCodes;
  /** What is demanded, for example `>= 75 %`. */
  limit(rules: Rules): string;
  /** What a dry run shows of its rules. */
  describe?(plan: Plan, rules: Rules): readonly RuleRow[];
  /** Every command that it runs, in order. A dry run shows these, and `run` is given them. */
  commands(
    plan: Plan,
    rules: Rules,
    ports: Pick<GatePorts, 'reportFolder' | 'workspace' | 'workingDirectory'>,
  ): readonly Command[];
  /** Looks at the sources before any test can change them; `run` is given what it found. */
  prepare?(job: Job): Promise<Sources>;
  /** @throws ToolError when it cannot be checked: the condition is then `errored`. */
  run(job: Job, commands: readonly Command[], sources: Sources): Promise<CheckResult>;
}
