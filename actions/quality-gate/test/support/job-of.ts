import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import type { Job } from '../../src/check/check.ts';
import { checkNames } from '../../src/conditions/registry.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { GatePorts } from '../../src/plan/ports.ts';
import { type RuleInputs, resolveRules } from '../../src/plan/rules.ts';
import { plainSettings } from './plain-settings.ts';
import { planOf } from './plan-of.ts';

/** What a job in a test is given. */
export interface JobOptions {
  readonly plan?: Partial<Plan>;
  readonly settings?: Partial<RuleInputs>;
  /** Files by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Symbolic links among them, each to an absolute path. */
  readonly links?: Readonly<Record<string, string>>;
  readonly programs?: readonly Transcript[];
}

/** A job in the workspace /w whose programs answer as told, and what it left behind. */
export function jobOf({ plan, settings, files, links, programs }: JobOptions = {}) {
  const exec = createFakeExec(programs);
  const outputs: Record<string, string> = {};
  const lines: string[] = [];
  const hidden: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const ports = {
    exec,
    files: createFakeFiles(files, links),
    log: { info: say, debug: () => {} },
    signal: new AbortController().signal,
    clock: { now: () => 0 },
    childEnv: {},
    workspace: '/w',
    workingDirectory: '/w',
    reportFolder: '/r',
    report: { addEvidence: () => {}, set: () => {} },
    host: { hide: (text: string) => void hidden.push(text) },
    output: (name: string, value: string) => void Object.assign(outputs, { [name]: value }),
  };
  const rules = resolveRules({
    ...plainSettings,
    checks: checkNames,
    coverageThreshold: undefined,
    preset: 'standard',
    ...settings,
  });
  const job: Job = {
    ports: ports as unknown as GatePorts,
    plan: planOf(plan),
    rules,
    tests: undefined,
    facts: { reports: new Map() },
  };
  return { job, exec, outputs, lines, hidden };
}
