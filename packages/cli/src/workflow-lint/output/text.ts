import { countOf } from '@fairlead/core';
import type { Finding, LintResult, Unchecked } from '../finding.ts';
import type { Format } from './format.ts';

/** For people: a line for each finding, what to do below it, and a count. */
export const textFormat: Format = {
  name: 'text',
  render: (result) =>
    [...result.unchecked.map(notChecked), ...result.findings.map(shown), lastLine(result)].join('\n'),
};

function notChecked({ file, line, column, reason }: Unchecked): string {
  return `${file}:${line}:${column}: not checked: ${oneLine(reason)}`;
}

function shown({ file, line, column, severity, rule, reason, fix }: Finding): string {
  const head = `${file}:${line}:${column}: ${severity} ${rule}: ${oneLine(reason)}`;
  return fix === undefined ? head : `${head}\n    ${oneLine(fix)}`;
}

function lastLine({ files, findings, unchecked, external, absent }: LintResult): string {
  const heard = external.length === 0 ? '' : `, ${external.join(' and ')} asked too`;
  const missed = absent.length === 0 ? '' : `, ${absent.join(' and ')} not on PATH`;
  const open = unchecked.length === 0 ? '' : `, ${unchecked.length} not checked`;
  return `${countOf(files, 'file')}${heard}${missed}: ${countOf(findings.length, 'finding')}${open}`;
}

/** Text of a file may hold anything: it stays on its line, and gives no orders to the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
