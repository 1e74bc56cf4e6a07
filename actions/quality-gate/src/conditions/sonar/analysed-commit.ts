import { valueAt } from '@fairlead/core';
import { askServer, notChecked, type SonarPorts, type SonarServer } from './ask-server.ts';
import { textAt } from './text-at.ts';
import type { Analysis } from './wait-for-analysis.ts';

/**
 * The full id of the commit that an analysis is of, as the scanner has told the server. For a pull request that is its last
 * commit, and not the merge that is checked out.
 *
 * @throws ExternalError GATE_NOT_CHECKED where the server does not know it
 */
export async function analysedCommit(
  ports: SonarPorts,
  server: SonarServer,
  { key, project, branch, pullRequest }: Analysis,
  until: number,
): Promise<string> {
  const path = '/api/project_analyses/search';
  const parameters = { project, branch, pullRequest, ps: '100' };
  const found = valueAt(await askServer(ports, server, { path, parameters, until }), 'analyses');
  const analyses: readonly unknown[] = Array.isArray(found) ? found : [];
  const revision = textAt(
    analyses.find((one) => valueAt(one, 'key') === key),
    'revision',
  );
  if (revision !== undefined) return revision;
  throw notChecked(
    `SonarQube does not know of which commit the analysis of ${project} is: the scanner must run in the git repository, without sonar.scm.disabled`,
  );
}
