import { countOf, listSome } from '@fairlead/core';
import type { Check } from '../../check/check.ts';
import { goCommand } from '../../plan/command.ts';
import { packagesOf } from '../../plan/plan.ts';
import { askTool, placeOf, toolBroke } from '../../tool/ask-tool.ts';
import type { Finding } from '../../verdict/condition.ts';
import { parseGofmtDiff } from '../gofmt/parse-diff.ts';

const LIMIT = 'advice only';

/** Asks `go fix -diff` what newer Go would write otherwise. It advises: a condition on modernizers may demand. */
export const modernize: Check = {
  name: 'modernize',
  description:
    'Advice: what Go 1.26 or later would write shorter, by `go fix -diff`. It fails nothing by itself.',
  usesGo: true,
  rank: 7,
  codes: {},
  limit: () => LIMIT,
  commands: (plan, rules) =>
    plan.modules.map((part) => goCommand(part, rules, ['fix'], { own: { diff: true } })),
  async run({ ports, plan, rules }, commands) {
    const shared = { name: 'modernize', limit: LIMIT };
    if (plan.go.major === 1 && plan.go.minor < 26) {
      const reason = `go ${plan.go.text} has no go fix -diff: set up Go 1.26 or later`;
      return {
        condition: { ...shared, status: 'skipped', actual: '', reason },
        findings: [],
        code: '',
        details: [],
      };
    }
    const findings: Finding[] = [];
    for (const command of commands) {
      const result = await askTool(ports, command, rules);
      const { differences, strange } = parseGofmtDiff(result.stdout);
      if (strange !== undefined || (result.exitCode !== 0 && differences.length === 0))
        throw toolBroke(command, result, 'could not look');
      for (const { file, line, changes } of differences) {
        const path = await placeOf(ports, file.replace(/ \((?:new|old)\)$/, ''), command.cwd);
        const message = `go fix would change ${countOf(changes, 'line')} from here on`;
        findings.push({ file: path, line, title: 'go fix', message, severity: 'note' });
      }
    }
    const actual = countOf(findings.length, 'file');
    const named = listSome(findings.map(({ file, line }) => `${file}:${line}`));
    const reason =
      findings.length === 0
        ? `nothing to modernize in ${countOf(packagesOf(plan).length, 'package')}`
        : `go fix would modernize ${actual}: ${named}`;
    return { condition: { ...shared, status: 'passed', actual, reason }, findings, code: '', details: [] };
  },
};
