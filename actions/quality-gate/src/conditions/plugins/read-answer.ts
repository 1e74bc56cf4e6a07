import { join } from 'node:path';
import { countOf } from '@fairlead/core';
import { isInside } from '@fairlead/go';
import { type Finding, SEVERITIES } from '../../verdict/condition.ts';
import type { RunnerAnswer } from './runner.ts';

/** The verdict of one plug-in. */
export interface PluginVerdict {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'warned';
  /** One line. */
  readonly reason: string;
  readonly findings: readonly Finding[];
}

const STATUSES = ['passed', 'failed', 'warned'] as const;

/** Reads what the runner has left; a text says why it is no verdict. */
export function readAnswer(text: string, workspace: string): PluginVerdict | string {
  const answer = JSON.parse(text) as RunnerAnswer;
  if ('trouble' in answer) return answer.trouble;
  const { name, said } = answer;
  if (typeof said !== 'object' || said === null) return `${name} has answered no map`;
  const { status: word, reason, findings: written = [] } = said as Readonly<Record<string, unknown>>;
  const status = STATUSES.find((one) => one === word);
  if (status === undefined)
    return `${name} has status ${JSON.stringify(word)}, which is none of ${STATUSES.join(', ')}`;
  if (typeof reason !== 'string' || reason.trim() === '') return `${name} gives no reason`;
  if (!Array.isArray(written)) return `${name} has findings that are no list`;
  const findings = written.map((one) => readFinding(name, one, workspace));
  const wrong = findings.indexOf(undefined);
  if (wrong >= 0)
    return `${name} has a finding without a file of the workspace, or without a message (number ${wrong + 1})`;
  const read = findings.filter((one) => one !== undefined);
  const errors = read.filter(({ severity }) => severity === 'error').length;
  if (status === 'passed' && errors > 0)
    return `${name} says passed, and has ${countOf(errors, 'finding')} that are errors`;
  return { name, status, reason, findings: read };
}

function readFinding(name: string, written: unknown, workspace: string): Finding | undefined {
  if (typeof written !== 'object' || written === null) return undefined;
  const { file, line, message, severity } = written as Readonly<Record<string, unknown>>;
  if (typeof file !== 'string' || file === '' || !isInside(join(workspace, file), workspace))
    return undefined;
  if (typeof message !== 'string' || message.trim() === '') return undefined;
  return {
    file,
    ...(Number.isInteger(line) && Number(line) > 0 ? { line: Number(line) } : {}),
    title: name,
    message,
    severity: SEVERITIES.find((one) => one === severity) ?? 'error',
  };
}
