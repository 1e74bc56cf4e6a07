import { formatDuration, valueAt } from '@fairlead/core';
import { askServer, notChecked, type SonarPorts, type SonarServer } from './ask-server.ts';
import { textAt } from './text-at.ts';

/** An analysis that the server has worked through. */
export interface Analysis {
  readonly key: string;
  readonly project: string;
  /** The branch or pull request that it is of; undefined for the main one of a server that knows no others. */
  readonly branch: string | undefined;
  readonly pullRequest: string | undefined;
}

const PAUSES_MS = [500, 1_000, 2_000, 5_000] as const;

/**
 * Waits until the server has worked through an analysis.
 *
 * @param until by the monotonic clock
 * @throws ExternalError GATE_NOT_CHECKED when it fails, is cancelled or takes too long
 */
export async function waitForAnalysis(
  ports: SonarPorts,
  server: SonarServer,
  id: string,
  { until, limitMs }: { readonly until: number; readonly limitMs: number },
): Promise<Analysis> {
  const { clock, signal } = ports;
  for (let tries = 0; ; tries += 1) {
    const task = valueAt(
      await askServer(ports, server, { path: '/api/ce/task', parameters: { id }, until }),
      'task',
    );
    const status = textAt(task, 'status') ?? 'nothing';
    if (status === 'SUCCESS') return readAnalysis(task, id);
    if (status === 'FAILED' || status === 'CANCELED') throw notChecked(endWords(status, task));
    if (status !== 'PENDING' && status !== 'IN_PROGRESS')
      throw notChecked(`SonarQube says ${status} of the analysis, which is no known word`);
    const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 0;
    if (clock.monotonic() + pause >= until)
      throw notChecked(
        `SonarQube has not worked through the analysis within ${formatDuration(limitMs)} (${status}); sonar-timeout is the longest wait`,
        true,
      );
    await clock.sleep(pause, signal);
  }
}

function readAnalysis(task: unknown, id: string): Analysis {
  const [key, project] = [textAt(task, 'analysisId'), textAt(task, 'componentKey')];
  if (key === undefined || project === undefined)
    throw notChecked(`SonarQube has finished the task ${id} without an analysis: is it one of another kind?`);
  return { key, project, branch: textAt(task, 'branch'), pullRequest: textAt(task, 'pullRequest') };
}

function endWords(status: string, task: unknown): string {
  const reason = textAt(task, 'errorMessage');
  const what = status === 'FAILED' ? 'could not work through the analysis' : 'was told to drop the analysis';
  return `SonarQube ${what}${reason === undefined ? '' : `: ${reason}`}`;
}
