import { applyFault, createFaults, type Faults } from '../server/faults.ts';
import { listenOnLoopback, sendJson } from '../server/loopback.ts';

/** What the quality gate of the fake says, in the words of SonarQube's web API. */
export interface FakeProjectStatus {
  readonly status: string;
  readonly conditions?: readonly Readonly<Record<string, string>>[];
  readonly ignoredConditions?: boolean;
}

/** One analysis that a scanner has sent. */
export interface FakeAnalysis {
  readonly project: string;
  readonly branch?: string;
  readonly pullRequest?: string;
  /** The commit; left out, the scanner has told none. */
  readonly revision?: string;
  /** The states of its task that are told, one a question; the last stays. */
  readonly states?: readonly string[];
  readonly errorMessage?: string;
  readonly gate?: FakeProjectStatus;
}

/** A SonarQube that answers what the quality gate of a pipeline asks. */
export interface FakeSonar {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly faults: Faults<'task' | 'analyses' | 'status'>;
  /** Takes in an analysis, and gives what the scanner leaves about it: the text of `report-task.txt`. */
  analyse(analysis: FakeAnalysis): string;
  /** Paths that were asked, in order, without their parameters. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts one that answers whoever shows the token, as user without a password, as SonarQube 9.9 does: its answers were held
 * against those of a real server.
 */
export async function startFakeSonar(token: string): Promise<FakeSonar> {
  const analyses = new Map<string, FakeAnalysis & { left: readonly string[] }>();
  const faults = createFaults<'task' | 'analyses' | 'status'>();
  const asked: string[] = [];
  const login = `Basic ${Buffer.from(`${token}:`).toString('base64')}`;
  const none = (msg: string): readonly [number, unknown] => [404, { errors: [{ msg }] }];
  const answers: Readonly<
    Record<
      string,
      readonly ['task' | 'analyses' | 'status', (query: URLSearchParams) => readonly [number, unknown]]
    >
  > = {
    '/api/ce/task': ['task', (query) => task(query.get('id') ?? '')],
    '/api/project_analyses/search': ['analyses', (query) => [200, { analyses: search(query) }]],
    '/api/qualitygates/project_status': ['status', (query) => status(query.get('analysisId') ?? '')],
  };

  function task(id: string): readonly [number, unknown] {
    const found = analyses.get(id);
    if (found === undefined) return none(`No activity found for task '${id}'`);
    const [state = 'SUCCESS', ...rest] = found.left;
    if (rest.length > 0) found.left = rest;
    const { project, branch, pullRequest, errorMessage } = found;
    const ended = state === 'SUCCESS' ? { analysisId: `analysis-${id}` } : {};
    const told = {
      id,
      type: 'REPORT',
      componentKey: project,
      branch,
      pullRequest,
      status: state,
      errorMessage,
    };
    return [200, { task: { ...told, ...ended } }];
  }

  function search(query: URLSearchParams): readonly unknown[] {
    return [...analyses]
      .filter(
        ([, { project, branch, pullRequest }]) =>
          project === query.get('project') &&
          (branch ?? null) === query.get('branch') &&
          (pullRequest ?? null) === query.get('pullRequest'),
      )
      .map(([id, { revision }]) => ({ key: `analysis-${id}`, revision }))
      .toReversed();
  }

  function status(key: string): readonly [number, unknown] {
    const found = analyses.get(key.replace(/^analysis-/, ''));
    if (found === undefined) return none(`Analysis with id '${key}' is not found`);
    return [200, { projectStatus: { conditions: [], ...(found.gate ?? { status: 'OK' }) } }];
  }

  const server = await listenOnLoopback(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    asked.push(pathname);
    const [operation, answer] = answers[pathname] ?? [];
    const fault = operation === undefined ? undefined : faults.take(operation);
    if (await applyFault(response, fault)) return;
    if (request.headers.authorization !== login) return void response.writeHead(401).end();
    const [code, body] = answer?.(searchParams) ?? none(`Unknown url : ${pathname}`);
    sendJson(response, code, body);
  });
  return {
    url: server.url,
    faults,
    asked,
    analyse(analysis) {
      const id = `task-${analyses.size + 1}`;
      analyses.set(id, { ...analysis, left: analysis.states ?? ['SUCCESS'] });
      return `projectKey=${analysis.project}\nserverUrl=${server.url}\nceTaskId=${id}\nceTaskUrl=${server.url}/api/ce/task?id=${id}\n`;
    },
    close: server.close,
  };
}
