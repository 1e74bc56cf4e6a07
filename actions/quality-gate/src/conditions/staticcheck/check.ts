import { countOf } from '@fairlead/core';
import { tagFlags } from '@fairlead/go';
import { staticcheckTool } from '@fairlead/tools';
import type { Check } from '../../check/check.ts';
import type { Command } from '../../plan/command.ts';
import { packagesOf } from '../../plan/plan.ts';
import type { GatePorts } from '../../plan/ports.ts';
import type { Rules } from '../../plan/rules.ts';
import { chooseLooks } from '../../select/choose-looks.ts';
import { askTool, jsonStream, placeOf, toolBroke } from '../../tool/ask-tool.ts';
import { findingsResult, NO_FINDINGS } from '../../tool/findings-result.ts';
import { type Settled, settleFile } from '../../tool/settled-file.ts';
import type { Finding } from '../../verdict/condition.ts';
import { inOneOrder } from '../../verdict/in-one-order.ts';
import { identityOf } from './identity.ts';

/** What staticcheck prints of itself. */
const VERSION = /^staticcheck \S+/;

/** Checks that staticcheck has by default, for code whose own settings do not count. */
const DEFAULT_CHECKS = 'all,-SA9003,-ST1000,-ST1003,-ST1016,-ST1020,-ST1021,-ST1022,-ST1023';

interface Printed {
  readonly code?: string;
  readonly severity?: string;
  readonly location?: { readonly file?: string; readonly line?: number; readonly column?: number };
  readonly message?: string;
}

/** Runs staticcheck over every module, or over what a change can affect. */
export const staticcheck: Check<Settled> = {
  name: 'staticcheck',
  description: 'The checks of staticcheck have no findings.',
  settings: ['select', 'audit'],
  usesGo: true,
  optional: true,
  tool: staticcheckTool,
  rank: 6,
  codes: {
    GATE_STATICCHECK_FAILED: {
      meaning: 'staticcheck has findings, or the code does not compile.',
      fix: 'Correct the lines that the annotations show, or set a condition on staticcheck-findings.',
    },
  },
  limit: () => NO_FINDINGS,
  commands: staticcheckCommands,
  prepare: ({ ports }) => settleFile(ports, ['staticcheck.conf']),
  async run(job, commands, settled) {
    const { ports, plan, rules } = job;
    const [version] = commands;
    if (version === undefined) throw new TypeError('staticcheck has no command');
    const told = await askTool(ports, version, rules);
    // it says nothing when all is well, and so does a program that does nothing
    if (told.exitCode !== 0 || !VERSION.test(told.stdout))
      throw toolBroke(version, told, 'does not say which version it is');
    const flags = settled?.from === 'base' ? [`-checks=${checksOf(settled.text)}`] : [];
    const looks = await chooseLooks(job, {
      name: 'staticcheck',
      identity: () => identityOf(job, version.program, [told.stdout, ...flags]),
    });
    const [, ...rest] = looks.plan === plan ? commands : staticcheckCommands(looks.plan, rules, ports);
    const answers: Answer[] = [];
    for (const { args, ...command } of rest)
      answers.push(
        await checkModule(ports, { ...command, program: version.program, args: [...flags, ...args] }, rules),
      );
    const found = answers.flatMap(({ findings }) => findings);
    const whole = answers.every(({ isWhole }) => isWhole);
    const wrong = looks.remember(whole ? inOneOrder(found) : undefined);
    const all = inOneOrder([...looks.kept, ...found]);
    for (const { file, line, message } of all) ports.log.info(`${file}:${line}: ${message}`);
    const looked = countOf(packagesOf(plan).length, 'package');
    const warnings =
      settled?.from === 'head' && settled.changed !== undefined
        ? [`this change edits ${settled.changed}, by which staticcheck judges`]
        : [];
    return {
      ...findingsResult('staticcheck', 'GATE_STATICCHECK_FAILED', all, looked),
      warnings: [...warnings, ...wrong],
    };
  },
};

function staticcheckCommands(
  { modules, toolEnv }: Parameters<Check['commands']>[0],
  { buildTags }: Rules,
  { workspace }: Pick<GatePorts, 'workspace'>,
): readonly Command[] {
  if (modules.length === 0) return [];
  const tags = tagFlags(buildTags);
  const program = 'staticcheck';
  return [
    { program, args: ['-version'], cwd: workspace, env: toolEnv, about: 'its version' },
    ...modules.map(({ cwd, env, patterns, module }) => ({
      program,
      args: ['-f=json', '-fail=all', ...tags, ...patterns],
      cwd,
      env,
      about: module.path,
    })),
  ];
}

/** The line `checks = […]` of the base's settings. */
function checksOf(text: string | undefined): string {
  const list = /^\s*checks\s*=\s*\[([^\]]*)\]/m.exec(text ?? '')?.[1] ?? '';
  const names = [...list.matchAll(/"([A-Za-z0-9*-]+)"/g)].map(([, name = '']) =>
    name === 'inherit' ? DEFAULT_CHECKS : name,
  );
  return names.length === 0 ? DEFAULT_CHECKS : names.join(',');
}

/** What staticcheck said of a module. */
interface Answer {
  readonly findings: readonly Finding[];
  /** It looked at every package, and said nothing beside its findings. */
  readonly isWhole: boolean;
}

/** Findings of its checks, and of directives that nothing needs; code that does not compile hides what depends on it. */
const OF_CHECKS = /^(?:(?:SA|S|ST|QF|U)\d{4}|staticcheck)$/;

async function checkModule(ports: GatePorts, command: Command, rules: Rules): Promise<Answer> {
  const result = await askTool(ports, command, rules);
  if (result.exitCode !== 0 && result.exitCode !== 1) throw toolBroke(command, result, 'did not do its work');
  let printed: readonly Printed[];
  try {
    printed = jsonStream(result.stdout) as readonly Printed[];
  } catch (error) {
    throw toolBroke(
      command,
      result,
      `printed what is not its JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
  const counted = printed.filter(({ severity }) => severity !== 'ignored');
  const odd = counted.find(
    ({ code, message }) => code === 'config' || typeof code !== 'string' || typeof message !== 'string',
  );
  if (odd !== undefined)
    throw toolBroke(command, result, `could not look: ${odd.message ?? 'it printed no finding'}`);
  if (result.exitCode === 1 && counted.length === 0)
    throw toolBroke(command, result, 'failed without a finding');
  const findings: Finding[] = [];
  for (const { code = '', severity, location, message = '' } of counted) {
    const { file = '', line, column } = location ?? {};
    findings.push({
      file: await placeOf(ports, file, command.cwd),
      line,
      column,
      title: `staticcheck ${code}`,
      message: `${message} (${code})`,
      severity: severity === 'warning' ? 'warning' : 'error',
    });
  }
  const isWhole = result.stderr.trim() === '' && counted.every(({ code = '' }) => OF_CHECKS.test(code));
  return { findings, isWhole };
}
