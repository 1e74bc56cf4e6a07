import { join, relative } from 'node:path';
import { countOf, listSome, ToolError } from '@fairlead/core';
import { isGenerated, parseCompileErrors } from '@fairlead/go';
import type { GateContext } from '../../context.ts';
import { findGoFiles } from '../../plan/find-go-files.ts';
import type { Plan } from '../../plan/plan.ts';
import { type CheckResult, type Finding, fixedLimits } from '../../verdict/condition.ts';
import { parseGofmtDiff } from './parse-diff.ts';

/** Keeps the command line far below the limits of all systems. */
const FILES_PER_CALL = 400;

/** Title of a file that gofmt cannot even read. */
const SYNTAX = 'gofmt: syntax';

/** Asks gofmt about every Go file below the working directory; generated files are left alone. */
export async function checkFormat(context: GateContext, plan: Plan): Promise<CheckResult> {
  const { files, workspace, log } = context;
  const paths = (await findGoFiles(files, context.workingDirectory)).map((path) => relative(workspace, path));
  const gofmt = await findGofmt(context, plan.goroot);
  const findings: Finding[] = [];
  for (let start = 0; start < paths.length; start += FILES_PER_CALL) {
    findings.push(...(await runGofmt(context, gofmt, paths.slice(start, start + FILES_PER_CALL))));
  }
  for (const { file, line, message } of findings) log.info(`${file}:${line}: ${message}`);
  const broken = unique(findings.filter((finding) => finding.title === SYNTAX));
  const names = [...broken, ...unique(findings).filter((name) => !broken.includes(name))];
  const checked = countOf(paths.length, 'file');
  if (names.length === 0) {
    const reason = `${checked}, all formatted`;
    return {
      condition: { name: 'gofmt', status: 'passed', actual: '0 files', limit: fixedLimits.gofmt, reason },
      findings: [],
      code: '',
      details: [],
    };
  }
  const reason = [
    ...(broken.length > 0 ? [`${broken.length} of ${checked} not valid Go: ${listSome(broken)}`] : []),
    ...(names.length > broken.length
      ? [
          `${names.length - broken.length} of ${checked} not formatted: ${listSome(names.slice(broken.length))}`,
        ]
      : []),
  ].join('; ');
  return {
    condition: {
      name: 'gofmt',
      status: 'failed',
      actual: countOf(names.length, 'file'),
      limit: fixedLimits.gofmt,
      reason,
    },
    findings,
    code: 'FORMAT_FAILED',
    details: findings.map(({ file, line, message }) => `${file}:${line}: ${message}`),
  };
}

function unique(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map((finding) => finding.file))];
}

/** The gofmt of the Go in use, before any other on PATH. */
async function findGofmt({ files }: GateContext, goroot: string): Promise<string> {
  const own = join(goroot, 'bin', 'gofmt');
  return goroot !== '' && (await files.stat(own))?.kind === 'file' ? own : 'gofmt';
}

async function runGofmt(context: GateContext, gofmt: string, paths: readonly string[]): Promise<Finding[]> {
  const { exec, workspace, childEnv, signal } = context;
  const options = { cwd: workspace, env: childEnv, signal, okCodes: 'any' } as const;
  const result = await exec.run(gofmt, ['-d', '--', ...paths], options);
  const { differences, strange } = parseGofmtDiff(result.stdout);
  const unreadable = parseCompileErrors(result.stderr, { cwd: workspace, root: workspace });
  const silent = result.exitCode !== 0 && differences.length === 0 && unreadable.length === 0;
  if (strange !== undefined || silent) {
    const lastLines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
    throw new ToolError({
      code: 'GATE_NOT_CHECKED',
      message: `gofmt ended with exit code ${result.exitCode} and said ${JSON.stringify(strange ?? lastLines.at(-1) ?? 'nothing')}`,
      argv: [gofmt, '-d'],
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
    if (isGenerated(await context.files.readText(join(workspace, file)))) continue;
    const message = `gofmt would change ${countOf(changes, 'line')} from here on: run gofmt -w ${file}`;
    kept.push({ file, line, title: 'gofmt', message });
  }
  return kept;
}
