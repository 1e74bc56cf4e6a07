import { countOf, listSome, ToolError } from '@fairlead/core';
import {
  type CompileError,
  dedupeErrors,
  findMachineFault,
  formatCompileError,
  machineFailure,
  parseCompileErrors,
  parseGoMessage,
} from '@fairlead/go';
import type { Check } from '../../check/check.ts';
import { findingsSection } from '../../check/findings-section.ts';
import { alteredModule } from '../../plan/altered-module.ts';
import { type Command, goCommand } from '../../plan/command.ts';
import { packagesOf } from '../../plan/plan.ts';
import type { GatePorts } from '../../plan/ports.ts';

const LIMIT = '0 findings';

/** Runs `go vet` over every module. Code that does not compile is a finding; a vet that breaks is not. */
export const vet: Check = {
  name: 'vet',
  description: 'go vet has no findings, and the code and its tests compile.',
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
  commands: (plan, rules) => plan.modules.map((part) => goCommand(part, rules, ['vet'])),
  async run({ ports, plan }, commands) {
    const found: CompileError[] = [];
    for (const command of commands) found.push(...(await vetModule(ports, command)));
    const errors = dedupeErrors(found);
    const lines = errors.map(formatCompileError);
    for (const line of lines) ports.log.info(line);
    const count = countOf(errors.length, 'finding');
    const findings = errors.map(({ file, line, column, message }) => ({
      file,
      line,
      column,
      title: 'go vet',
      message,
    }));
    const failed = errors.length > 0;
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
  },
};

async function vetModule(
  { exec, signal, workspace }: GatePorts,
  { program, args, cwd, env, about }: Command,
): Promise<readonly CompileError[]> {
  const result = await exec.run(program, args, { cwd, env, signal, okCodes: 'any' });
  const findings = parseCompileErrors(result.stderr, { cwd, root: workspace });
  const fault =
    result.exitCode === 0 ? undefined : findMachineFault(`${result.stderr}\nexit status ${result.exitCode}`);
  if (fault !== undefined) throw machineFailure(fault, `vetting ${about}`);
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
