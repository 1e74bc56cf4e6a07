import { join } from 'node:path';
import { resolveInside } from '@fairlead/core';
import type { Check } from '../../check/check.ts';
import type { GatePorts } from '../../plan/ports.ts';
import type { Rules } from '../../plan/rules.ts';
import { settleFile } from '../../tool/settled-file.ts';
import { analysedCommit } from './analysed-commit.ts';
import { askServer, notChecked, type SonarServer } from './ask-server.ts';
import { judgeStatus, LIMIT } from './judge.ts';
import { readStatus } from './read-status.ts';
import { readTaskId } from './read-task.ts';
import { waitForAnalysis } from './wait-for-analysis.ts';

/** By what the scanner analyses, beside what the server says. */
const SETTINGS = 'sonar-project.properties';

/** What is known before any test has run. */
interface Sources {
  readonly taskId: string;
  /** The commits that the analysis may be of: that of the checkout, and the last of the pull request. */
  readonly commits: readonly string[];
  readonly warnings: readonly string[];
}

/** Waits for SonarQube to work through the analysis of this commit, and takes its quality gate's word. */
export const sonar: Check<Sources> = {
  name: 'sonar',
  description:
    "SonarQube's own quality gate says OK to the analysis that a scanner has made of this commit in an earlier step.",
  usesGo: false,
  settings: ['sonar-url', 'sonar-project', 'sonar-token', 'sonar-report', 'sonar-timeout'],
  rank: 10,
  codes: {
    GATE_SONAR_FAILED: {
      meaning: "SonarQube's own quality gate says ERROR to the analysis of this commit.",
      fix: 'Mend what the conditions in the message are about; SonarQube shows the places.',
    },
  },
  limit: () => LIMIT,
  describe: (_, rules) => [['SonarQube', `${rules.sonarProject} at ${rules.sonarUrl}`]],
  commands: () => [],
  prepare: async ({ ports, rules }) => ({
    taskId: await readReport(ports, rules),
    commits: await commitsOf(ports),
    warnings: await settleSettings(ports),
  }),
  async run({ ports, rules }, _, { taskId, commits, warnings }) {
    const server: SonarServer = { url: (rules.sonarUrl ?? '').replace(/\/+$/, ''), token: rules.sonarToken };
    const until = ports.clock.monotonic() + rules.sonarTimeout;
    const analysis = await waitForAnalysis(ports, server, taskId, { until, limitMs: rules.sonarTimeout });
    if (analysis.project !== rules.sonarProject)
      throw notChecked(
        `the analysis is of the project ${analysis.project}, and sonar-project is ${rules.sonarProject}`,
      );
    const commit = await analysedCommit(ports, server, analysis, until);
    if (!commits.includes(commit))
      throw notChecked(`the analysis is of commit ${commit}, and ${commits.join(' or ')} is judged here`);
    const path = '/api/qualitygates/project_status';
    const status = readStatus(
      await askServer(ports, server, { path, parameters: { analysisId: analysis.key }, until }),
    );
    if (status === undefined) throw notChecked(`${server.url} does not say what its quality gate says`);
    return { ...judgeStatus(status, analysis.project), warnings };
  },
};

async function readReport(ports: GatePorts, { sonarReport: report }: Rules): Promise<string> {
  const { files, workspace } = ports;
  const { path, inside } = await resolveInside(files, workspace, report);
  if (!inside || (await files.stat(path))?.kind !== 'file')
    throw notChecked(
      `there is no ${report}: the scanner leaves it where it runs, in a step before this one; sonar-report names another place`,
    );
  const id = readTaskId(await files.readText(path));
  if (id === undefined)
    throw notChecked(`${report} has no line ceTaskId=…: is it what a scanner of SonarQube has left?`);
  return id;
}

async function commitsOf({ git, workspace, event }: GatePorts): Promise<readonly string[]> {
  const repository = await git.open(workspace);
  if (repository.state !== 'ok')
    throw notChecked(`of which commit the analysis must be is not known: ${repository.reason}`);
  const head = await repository.ask(['rev-parse', '--verify', 'HEAD']);
  if (!head.ok) throw notChecked(`of which commit the analysis must be is not known: ${head.reason}`);
  return [...new Set([head.text.trim(), event.pullRequest?.headSha ?? ''])].filter((commit) => commit !== '');
}

/** A change may not loosen by what it is analysed: here it is too late to take the settings of the base instead. */
async function settleSettings(ports: GatePorts): Promise<readonly string[]> {
  const settled = await settleFile(ports, [SETTINGS]);
  if (settled.from === 'head')
    return settled.changed === undefined
      ? []
      : [`this change edits ${settled.changed}, by which it was analysed`];
  const { files, workspace, workingDirectory } = ports;
  for (const path of new Set([workingDirectory, workspace].map((folder) => join(folder, SETTINGS)))) {
    const there = (await files.stat(path))?.kind === 'file' ? await files.readText(path) : undefined;
    if (there !== undefined && there !== settled.text)
      throw notChecked(`${SETTINGS} differs from that of the base, and the code is that of a stranger`);
  }
  return [];
}
