import { countOf, listSome, ToolError } from '@fairlead/core';
import {
  type CompileError,
  dedupeErrors,
  formatCompileError,
  parseCompileErrors,
  parseGoMessage,
} from '@fairlead/go';
import type { GateContext } from '../../context.ts';
import { flagsIn } from '../../plan/goflags.ts';
import type { ModulePlan, Plan } from '../../plan/plan.ts';
import type { Rules } from '../../rules.ts';
import { type CheckResult, fixedLimits } from '../../verdict/condition.ts';

/** Runs `go vet` over every module. Code that does not compile is a finding; a vet that breaks is not. */
export async function checkVet(context: GateContext, plan: Plan, rules: Rules): Promise<CheckResult> {
  refuseSpoilers(plan);
  const found: CompileError[] = [];
  for (const part of plan.modules) found.push(...(await vetModule(context, part, rules)));
  const findings = dedupeErrors(found);
  const count = countOf(findings.length, 'finding');
  const lines = findings.map(formatCompileError);
  for (const line of lines) context.log.info(line);
  const packages = countOf(plan.modules.flatMap((part) => part.packages).length, 'package');
  const condition = {
    name: 'vet',
    status: findings.length === 0 ? 'passed' : 'failed',
    actual: count,
    limit: fixedLimits.vet,
    reason: findings.length === 0 ? `${count} in ${packages}` : `${count}: ${listSome(lines, 2)}`,
  } as const;
  return {
    condition,
    findings: findings.map(({ file, line, column, message }) => ({
      file,
      line,
      column,
      title: 'go vet',
      message,
    })),
    code: 'VET_FAILED',
    details: lines,
  };
}

/** With these flags go vet ends with 0 whatever is wrong. */
const SPOILERS = ['n', 'json', 'fix'];

function refuseSpoilers({ goflags }: Plan): void {
  const flags = flagsIn(goflags, SPOILERS).join(' ');
  if (flags === '') return;
  throw new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `GOFLAGS has ${flags}: with it go vet ends well whatever is wrong`,
    hint: 'take it out of GOFLAGS for this step',
    argv: ['go', 'vet'],
  });
}

async function vetModule(
  { exec, signal, log, workspace }: GateContext,
  { cwd, env, module, patterns }: ModulePlan,
  rules: Rules,
): Promise<readonly CompileError[]> {
  const tags = rules.testTags.length === 0 ? [] : [`-tags=${rules.testTags.join(',')}`];
  const args = ['vet', ...tags, ...patterns];
  log.debug(`go ${args.join(' ')} (${module.path})`);
  const result = await exec.run('go', args, { cwd, env, signal, okCodes: 'any' });
  if (result.exitCode === 0) return [];
  const findings = parseCompileErrors(result.stderr, { cwd, root: workspace });
  if (findings.length > 0) return findings;
  const lastLines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
  const said = parseGoMessage(result.stderr) ?? loaderMessage(lastLines) ?? lastLines.at(-1) ?? 'nothing';
  throw new ToolError({
    code: 'GATE_NOT_CHECKED',
    message: `go vet ended with exit code ${result.exitCode} in ${module.path} without a finding: ${said}`,
    argv: ['go', ...args],
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
