import { countOf, listSome, ToolError } from '@fairlead/core';
import { findMachineFault, machineFailure, parseCompileErrors, parseGoMessage } from '@fairlead/go';
import type { Check } from '../../check/check.ts';
import { findingsSection } from '../../check/findings-section.ts';
import { alteredModule } from '../../plan/altered-module.ts';
import { type Command, goCommand } from '../../plan/command.ts';
import { type Plan, packagesOf } from '../../plan/plan.ts';
import type { GatePorts } from '../../plan/ports.ts';
import type { Rules } from '../../plan/rules.ts';
import { chooseLooks } from '../../select/choose-looks.ts';
import type { CheckResult, Finding } from '../../verdict/condition.ts';
import { inOneOrder } from '../../verdict/in-one-order.ts';

const LIMIT = '0 findings';

/** Runs `go vet` over every module, or over what a change can affect. Code that does not compile is a finding; a vet that breaks is not. */
export const vet: Check = {
  name: 'vet',
  description: 'go vet has no findings, and the code and its tests compile.',
  settings: ['select', 'audit'],
  byDefault: true,
  usesGo: true,
  rank: 2,
  codes: {
    GATE_VET_FAILED: {
      meaning: 'go vet has findings, or the code does not compile.',
      fix: 'Correct the lines that the annotations show.',
    },
  },
  limit: () => LIMIT,
  commands: vetCommands,
  async run(job, commands) {
    const { ports, plan, rules } = job;
    const looks = await chooseLooks(job, { name: 'vet', identity: async () => [] });
    const found: Finding[] = [];
    for (const command of looks.plan === plan ? commands : vetCommands(looks.plan, rules))
      found.push(...(await vetModule(ports, command)));
    // code that does not compile hides what vet would say of what imports it
    const warnings = looks.remember(found.length === 0 ? found : undefined);
    return { ...judgeVet([...looks.kept, ...found], plan, ports), warnings };
  },
};

function vetCommands(plan: Plan, rules: Rules): readonly Command[] {
  return plan.modules.map((part) => goCommand(part, rules, ['vet']));
}

function judgeVet(found: readonly Finding[], plan: Plan, { log }: Pick<GatePorts, 'log'>): CheckResult {
  const findings = inOneOrder(found);
  const lines = findings.map(describe);
  for (const line of lines) log.info(line);
  const count = countOf(findings.length, 'finding');
  const failed = findings.length > 0;
  return {
    condition: {
      name: 'vet',
      status: failed ? 'failed' : 'passed',
      actual: count,
      limit: LIMIT,
      reason: failed
        ? `${count}: ${listSome(lines, 2)}`
        : `${count} in ${countOf(packagesOf(plan).length, 'package')}`,
    },
    findings,
    code: failed ? 'GATE_VET_FAILED' : '',
    details: lines,
    section: findingsSection('go vet', findings),
  };
}

/** `cmd/api/main.go:10:2: undefined: foo`. */
function describe({ file, line, column, message }: Finding): string {
  return `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message}`;
}

async function vetModule(
  { exec, signal, workspace }: GatePorts,
  { program, args, cwd, env, about }: Command,
): Promise<readonly Finding[]> {
  const result = await exec.run(program, args, { cwd, env, signal, okCodes: 'any' });
  const errors = parseCompileErrors(result.stderr, { cwd, root: workspace });
  const fault =
    result.exitCode === 0 ? undefined : findMachineFault(`${result.stderr}\nexit status ${result.exitCode}`);
  if (fault !== undefined) throw machineFailure(fault, `vetting ${about}`);
  const findings = errors.map(({ file, line, column, message }) => ({
    file,
    line,
    column,
    title: 'go vet',
    message,
  }));
  if (result.exitCode === 0) return findings;
  const altered = alteredModule(result.stderr, { dir: cwd, workspace });
  if (altered !== undefined) throw altered;
  if (findings.length > 0) return findings;
  const lastLines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
  const said = parseGoMessage(result.stderr) ?? loaderMessage(lastLines) ?? lastLines.at(-1) ?? 'nothing';
  throw new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `go vet ended with exit code ${result.exitCode} in ${about} without a finding: ${said}`,
    argv: [program, ...args],
    exitCode: result.exitCode,
    lastLines: lastLines.slice(-20),
  });
}

/** An import cycle is told over several lines, without a place: `package a`, `imports b from a.go`, … */
function loaderMessage(lines: readonly string[]): string | undefined {
  const start = lines.findLastIndex((line) => /^package \S+$/.test(line));
  return start === -1
    ? undefined
    : lines
        .slice(start)
        .map((line) => line.trim())
        .join(' ');
}
