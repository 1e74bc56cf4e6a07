import { join } from 'node:path';
import { countOf } from '@fairlead/core';
import { golangciLint } from '@fairlead/tools';
import type { Check } from '../../check/check.ts';
import type { Command } from '../../plan/command.ts';
import { packagesOf } from '../../plan/plan.ts';
import type { GatePorts } from '../../plan/ports.ts';
import type { Rules } from '../../plan/rules.ts';
import { askTool, placeOf, toolBroke } from '../../tool/ask-tool.ts';
import { findingsResult, NO_FINDINGS } from '../../tool/findings-result.ts';
import { type Settled, settleFile } from '../../tool/settled-file.ts';
import type { Finding } from '../../verdict/condition.ts';
import { type LintIssue, readLintOutput } from './read-output.ts';

const NAMES = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

/** Another golangci-lint holds the lock of the machine. */
const BUSY = /parallel golangci-lint is running/;
const TRIES = 3;
const PAUSE_MS = 10_000;

/** Severities that linters and their users write, in the three of SARIF. What is unknown is an error. */
const SEVERITY: Readonly<Record<string, Finding['severity']>> = {
  warning: 'warning',
  low: 'warning',
  medium: 'warning',
  info: 'note',
  note: 'note',
  hint: 'note',
};

/** Runs golangci-lint 2 over every module, with all its issues and no word of its own about which count. */
export const lint: Check<Settled> = {
  name: 'lint',
  description: 'golangci-lint 2.1 or later has no issues.',
  usesGo: true,
  optional: true,
  tool: golangciLint,
  rank: 5,
  codes: {
    GATE_LINT_FAILED: {
      meaning: 'golangci-lint has issues.',
      fix: 'Correct the lines that the annotations show, or set a condition on lint-issues.',
    },
  },
  limit: () => NO_FINDINGS,
  commands: (plan, rules, { reportFolder }) =>
    plan.modules.map((part, index) => lintCommand(part, rules, outputPath(reportFolder, index))),
  prepare: ({ ports }) => settleFile(ports, NAMES),
  async run({ ports, plan, rules }, commands, settled) {
    const found: Finding[] = [];
    const warnings: string[] = [];
    const settings = await settingsFlags(ports, settled);
    for (const [index, command] of commands.entries()) {
      const output = outputPath(ports.reportFolder, index);
      const { issues, said } = await lintModule(ports, withFlags(command, settings), rules, output);
      warnings.push(...said);
      for (const issue of issues) found.push(await findingOf(ports, issue, command.cwd));
    }
    for (const { file, line, message } of found) ports.log.info(`${file}:${line}: ${message}`);
    if (settled?.from === 'head' && settled.changed !== undefined)
      warnings.push(`this change edits ${settled.changed}, by which golangci-lint judges`);
    const looked = countOf(packagesOf(plan).length, 'package');
    return { ...findingsResult('lint', 'GATE_LINT_FAILED', found, looked), warnings };
  },
};

function outputPath(reportFolder: string, index: number): string {
  return join(reportFolder, `golangci-lint-${index}.json`);
}

/** What would narrow what is looked at, or say that all is well, is set here, whatever the settings file says. */
function lintCommand(
  {
    cwd,
    env,
    patterns,
    module,
  }: {
    readonly cwd: string;
    readonly env: Command['env'];
    readonly patterns: readonly string[];
    readonly module: { readonly path: string };
  },
  { buildTags, toolTimeout }: Rules,
  output: string,
): Command {
  const args = [
    'run',
    `--output.json.path=${output}`,
    '--path-mode=abs',
    '--show-stats=false',
    '--issues-exit-code=1',
    '--max-issues-per-linter=0',
    '--max-same-issues=0',
    '--new=false',
    '--new-from-rev=',
    '--new-from-patch=',
    '--new-from-merge-base=',
    '--fix=false',
    '--allow-serial-runners',
    `--timeout=${toolTimeout}ms`,
    ...(buildTags.length === 0 ? [] : [`--build-tags=${buildTags.join(',')}`]),
    ...patterns,
  ];
  return { program: 'golangci-lint', args, cwd, env, about: module.path };
}

function withFlags(command: Command, flags: readonly string[]): Command {
  const [verb = 'run', ...rest] = command.args;
  return { ...command, args: [verb, ...flags, ...rest] };
}

/** The settings of the base commit, where those of the checkout do not count. They could also name plug-ins to load. */
async function settingsFlags(
  { files }: Pick<GatePorts, 'files'>,
  settled: Settled | undefined,
): Promise<readonly string[]> {
  if (settled?.from !== 'base') return [];
  if (settled.text === undefined) return ['--no-config'];
  const folder = await files.makeTemporary('golangci-');
  const path = join(folder, settled.name.slice(settled.name.lastIndexOf('/') + 1));
  await files.write(path, settled.text);
  return [`--config=${path}`];
}

async function lintModule(
  ports: GatePorts,
  command: Command,
  rules: Rules,
  output: string,
): Promise<{ readonly issues: readonly LintIssue[]; readonly said: readonly string[] }> {
  await ports.files.remove(output);
  let result = await askTool(ports, command, rules);
  for (
    let tries = 1;
    result.exitCode === 3 && BUSY.test(result.stderr + result.stdout) && tries < TRIES;
    tries++
  ) {
    ports.log.info('another golangci-lint is running: waiting');
    await ports.clock.sleep(PAUSE_MS, ports.signal);
    result = await askTool(ports, command, rules);
  }
  if (result.exitCode !== 0 && result.exitCode !== 1) throw toolBroke(command, result, 'did not do its work');
  if ((await ports.files.stat(output))?.kind !== 'file') throw toolBroke(command, result, 'wrote no report');
  const read = readLintOutput(await ports.files.readText(output));
  if ('problem' in read) throw toolBroke(command, result, read.problem);
  if (result.exitCode === 1 && read.issues.length === 0)
    throw toolBroke(command, result, 'failed without an issue');
  ports.report.addEvidence(output);
  return { issues: read.issues, said: read.warnings.map((warning) => `golangci-lint: ${warning}`) };
}

async function findingOf(ports: GatePorts, issue: LintIssue, cwd: string): Promise<Finding> {
  const { linter, text, severity, file, line, column } = issue;
  return {
    file: await placeOf(ports, file, cwd),
    line,
    ...(column > 0 ? { column } : {}),
    title: `golangci-lint ${linter}`.trim(),
    message: linter === '' ? text : `${text} (${linter})`,
    severity: SEVERITY[severity.toLowerCase()] ?? 'error',
  };
}
