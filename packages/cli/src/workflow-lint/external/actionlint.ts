import { type ExternalLinter, listOf, numberAt, textAt } from './linter.ts';

/** Syntax, types of expressions, shell scripts: https://github.com/rhysd/actionlint */
export const actionlint: ExternalLinter = {
  name: 'actionlint',
  takes: ['workflow'],
  args: (files) => ['-format', '{{json .}}', ...files],
  okCodes: [0, 1],
  read: (stdout) =>
    listOf(JSON.parse(stdout) ?? []).map((each) => ({
      file: textAt(each, 'filepath'),
      line: Math.max(numberAt(each, 'line'), 1),
      column: Math.max(numberAt(each, 'column'), 1),
      rule: `actionlint/${textAt(each, 'kind')}`,
      severity: 'error',
      reason: textAt(each, 'message'),
      fix: undefined,
    })),
};
