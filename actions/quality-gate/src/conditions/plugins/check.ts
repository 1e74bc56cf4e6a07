import { listSome } from '@fairlead/core';
import type { Check } from '../../check/check.ts';
import { findingsSection } from '../../check/findings-section.ts';
import { type CheckResult, placeOf } from '../../verdict/condition.ts';
import { askPlugin, findPlugin, type Plugin } from './ask-plugin.ts';
import type { PluginVerdict } from './read-answer.ts';

const LIMIT = '0 failed';

/** A plug-in as the input names it, with its code or without. */
type Found = readonly [named: string, plugin: Plugin | undefined];

/** Runs checks that a repository brings itself, each a module of JavaScript. */
export const plugins: Check<readonly Found[]> = {
  name: 'plugins',
  description: 'No check of your own, as the input `plugins` names them, fails.',
  usesGo: false,
  settings: ['plugins'],
  rank: 8,
  codes: {
    GATE_PLUGIN_FAILED: {
      meaning: 'A check of your own, one of plugins, has failed.',
      fix: 'Mend what it found; its words are in the message and in the summary.',
    },
  },
  limit: () => LIMIT,
  describe: (_, rules) => rules.plugins.map((file) => ['plug-in', file]),
  commands: () => [],
  prepare: async (job) => {
    const found: Found[] = [];
    for (const named of job.rules.plugins) found.push([named, await findPlugin(job, named)]);
    return found;
  },
  async run(job, _, found) {
    const verdicts: PluginVerdict[] = [];
    const broken: string[] = [];
    for (const [named, plugin] of found) {
      const verdict = plugin === undefined ? 'is not there' : await askPlugin(job, plugin);
      if (typeof verdict === 'string') broken.push(`${named} ${verdict}`);
      else verdicts.push(verdict);
    }
    const warnings = found.flatMap(([named, plugin]) =>
      plugin?.changed === true ? [`this change edits ${named}, a check of the gate`] : [],
    );
    return { ...judge(verdicts, broken), warnings };
  },
};

/** One that gave no verdict makes all of them errored; what the others found is told all the same. */
function judge(verdicts: readonly PluginVerdict[], broken: readonly string[]): CheckResult {
  const of = (status: PluginVerdict['status']): readonly PluginVerdict[] =>
    verdicts.filter((verdict) => verdict.status === status);
  const [failed, warned] = [of('failed'), of('warned')];
  const words = ({ name, reason }: PluginVerdict): string => `${name}: ${reason}`;
  const bad = [...broken, ...failed.map(words), ...warned.map(words)];
  const status =
    broken.length > 0 ? 'errored' : failed.length > 0 ? 'failed' : warned.length > 0 ? 'warned' : 'passed';
  const findings = verdicts.flatMap((verdict) => verdict.findings);
  return {
    condition: {
      name: 'plugins',
      status,
      actual: `${failed.length} failed`,
      limit: LIMIT,
      reason: listSome(bad.length > 0 ? bad : verdicts.map(words)),
    },
    findings: status === 'failed' ? findings.filter(({ severity }) => severity === 'error') : [],
    code: status === 'failed' ? 'GATE_PLUGIN_FAILED' : status === 'errored' ? 'GATE_NOT_CHECKED' : '',
    details: [...bad, ...findings.map((one) => `${placeOf(one)}: ${one.message}`)],
    section: findingsSection('plugins', findings),
  };
}
