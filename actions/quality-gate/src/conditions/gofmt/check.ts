import { join, relative } from 'node:path';
import { countOf, listSome, ToolError } from '@fairlead/core';
import { compileGlob, findMachineFault, isGenerated, machineFailure, parseCompileErrors } from '@fairlead/go';
import type { Check } from '../../check/check.ts';
import { findingsSection } from '../../check/findings-section.ts';
import type { Command } from '../../plan/command.ts';
import type { Plan } from '../../plan/plan.ts';
import type { GatePorts } from '../../plan/ports.ts';
import type { CheckResult, Finding } from '../../verdict/condition.ts';
import { parseGofmtDiff } from './parse-diff.ts';

/** Keeps the command line far below the limits of all systems. */
const FILES_PER_CALL = 400;

/** Title of a file that gofmt cannot even read. */
const SYNTAX = 'gofmt: syntax';

const LIMIT = '0 files to format';

/** Asks gofmt about every Go file below the working directory; generated files are left alone. */
export const gofmt: Check = {
  name: 'gofmt',
  description: 'Every Go file is formatted. Generated files do not count.',
  byDefault: true,
  usesGo: false,
  rank: 4,
  codes: {
    GATE_FORMAT_FAILED: {
      meaning: 'gofmt would change files, or cannot read them.',
      fix: 'Run gofmt -w on the files that the message names.',
    },
  },
  settings: ['format-exclude'],
  limit: () => LIMIT,
  describe: (_, { formatExclude }) =>
    formatExclude.length === 0 ? [] : [['left out of gofmt', formatExclude.join(' ')]],
  commands: (plan, { formatExclude }, { workspace, workingDirectory }) =>
    gofmtCommands(plan, workspace, wantedFiles(plan, formatExclude, { workspace, workingDirectory })),
  async run({ ports, plan, rules }, commands) {
    const findings: Finding[] = [];
    for (const command of commands) findings.push(...(await runGofmt(ports, command)));
    for (const { file, line, message } of findings) ports.log.info(`${file}:${line}: ${message}`);
    const wanted = wantedFiles(plan, rules.formatExclude, ports);
    const unused = rules.formatExclude.filter(
      (pattern) => wantedFiles(plan, [pattern], ports).length === plan.goFiles.length,
    );
    const warnings = unused.map((pattern) => `format-exclude ${JSON.stringify(pattern)} matches no Go file`);
    return { ...judge(findings, wanted.length), warnings };
  },
};

/** The files that must be formatted, relative to the workspace. */
function wantedFiles(
  { goFiles }: Pick<Plan, 'goFiles'>,
  exclude: readonly string[],
  { workspace, workingDirectory }: Pick<GatePorts, 'workspace' | 'workingDirectory'>,
): readonly string[] {
  const matchers = exclude.map(compileGlob);
  return goFiles.filter((file) => {
    const inside = relative(workingDirectory, join(workspace, file));
    return !matchers.some((matcher) => matcher.test(inside));
  });
}

function gofmtCommands(
  { gofmt: program, toolEnv: env }: Plan,
  cwd: string,
  goFiles: readonly string[],
): readonly Command[] {
  const calls = Math.ceil(goFiles.length / FILES_PER_CALL);
  return Array.from({ length: calls }, (_, index) => {
    const names = goFiles.slice(index * FILES_PER_CALL, (index + 1) * FILES_PER_CALL);
    return { program, args: ['-d', '--', ...names], cwd, env, about: 'gofmt' };
  });
}

function judge(findings: readonly Finding[], files: number): CheckResult {
  const broken = unique(findings.filter((finding) => finding.title === SYNTAX));
  const unformatted = unique(findings).filter((name) => !broken.includes(name));
  const checked = countOf(files, 'file');
  const condition = {
    name: 'gofmt',
    actual: countOf(broken.length + unformatted.length, 'file'),
    limit: LIMIT,
  };
  if (findings.length === 0) {
    const reason = `${checked}, all formatted`;
    return { condition: { ...condition, status: 'passed', reason }, findings, code: '', details: [] };
  }
  const reason = [
    ...(broken.length > 0 ? [`${broken.length} of ${checked} not valid Go: ${listSome(broken)}`] : []),
    ...(unformatted.length > 0
      ? [`${unformatted.length} of ${checked} not formatted: ${listSome(unformatted)}`]
      : []),
  ].join('; ');
  return {
    condition: { ...condition, status: 'failed', reason },
    findings,
    code: 'GATE_FORMAT_FAILED',
    details: findings.map(({ file, line, message }) => `${file}:${line}: ${message}`),
    section: findingsSection('gofmt', findings),
  };
}

function unique(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map((finding) => finding.file))];
}

async function runGofmt(
  { exec, files, signal }: GatePorts,
  { program, args, cwd, env }: Command,
): Promise<readonly Finding[]> {
  const result = await exec.run(program, args, { cwd, env, signal, okCodes: 'any' });
  const { differences, strange } = parseGofmtDiff(result.stdout);
  const unreadable = parseCompileErrors(result.stderr, { cwd, root: cwd });
  const silent = result.exitCode !== 0 && differences.length === 0 && unreadable.length === 0;
  const fault = silent ? findMachineFault(`${result.stderr}\nexit status ${result.exitCode}`) : undefined;
  if (fault !== undefined) throw machineFailure(fault, 'looking at the format');
  if (strange !== undefined || silent) {
    const lastLines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
    throw new ToolError({
      code: 'GATE_NOT_CHECKED',
      message: `gofmt ended with exit code ${result.exitCode} and said ${JSON.stringify(strange ?? lastLines.at(-1) ?? 'nothing')}`,
      argv: [program, '-d'],
      exitCode: result.exitCode,
      lastLines: lastLines.slice(-20),
    });
  }
  const kept: Finding[] = unreadable.map(({ file, line, column, message }) => ({
    file,
    line,
    column,
    title: SYNTAX,
    message,
  }));
  for (const { file, line, changes } of differences) {
    if (isGenerated(await files.readText(join(cwd, file)))) continue;
    const message = `gofmt would change ${countOf(changes, 'line')} from here on: run gofmt -w ${file}`;
    kept.push({ file, line, title: 'gofmt', message });
  }
  return kept;
}
