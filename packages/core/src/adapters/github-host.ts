import * as core from '@actions/core';
import type { Host } from '../ports/host.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { publishSummary } from './summary/publish-summary.ts';

/** GitHub's runner, or anything that speaks its file commands (act). */
export function createGithubHost(env: NodeJS.ProcessEnv, redactor: Redactor): Host {
  const info = (line: string): void => core.info(withoutCommands(redactor.redact(line)));
  return {
    kind: 'github',
    env,
    input: (name) => env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`]?.trim() || undefined,
    setOutput: (name, value) => core.setOutput(name, value),
    readState: (name) => core.getState(name),
    saveState: (name, value) => core.saveState(name, value),
    mask: (value) => {
      for (const form of redactor.add(value)) core.setSecret(form);
    },
    hide: (value) => void redactor.add(value),
    redact: (text) => redactor.redact(text),
    info,
    debug: (line) => core.debug(redactor.redact(line)),
    annotate: ({ level, title, message, file, line, column, endLine }) => {
      const properties = {
        ...(title === undefined ? {} : { title: redactor.redact(title) }),
        ...(file === undefined ? {} : { file: redactor.redact(file) }),
        ...(line === undefined ? {} : { startLine: line }),
        ...(endLine === undefined ? {} : { endLine }),
        ...(column === undefined ? {} : { startColumn: column }),
      };
      ANNOTATE[level](redactor.redact(message), properties);
    },
    openGroup: (title) => core.startGroup(redactor.redact(title)),
    closeGroup: () => core.endGroup(),
    appendSummary: (markdown) => publishSummary(env, redactor.redact(markdown), info),
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
}

const ANNOTATE = { notice: core.notice, warning: core.warning, error: core.error } as const;

/**
 * The runner takes a line such as `  ::set-output …` or `… ##[add-matcher]…` for an order, whoever printed it: a test, a
 * compiler, a container whose log is shown. A character without width in front of it makes it plain text. What the runner
 * trims in front is what .NET takes for white space: U+0085 too. Ends of lines need not be listed: a line begins behind them.
 */
function withoutCommands(line: string): string {
  return line
    .replaceAll(/^([\t\v\f \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff]*)(?=::\w)/gm, '$1\u200b')
    .replaceAll('##[', '#\u200b#[');
}
