import {
  type ActionDefinition,
  CONFIG_STATE,
  emptyConfigSection,
  type Files,
  type InputShape,
  type Outcome,
  type OutputShape,
  type Report,
  type Settings,
} from '@fairlead/core';
import { createFakeFiles } from './fake-files.ts';
import { createFakeHost, type FakeHost, type FakeHostOptions } from './fake-host.ts';
import { type InProcessOptions, runInProcess } from './run-in-process.ts';

/** What a phase in a test is given. */
export type FakePhaseOptions = FakeHostOptions & Omit<InProcessOptions, 'traceparent' | 'childEnv'>;

/** What a phase left behind. */
export interface FakePhaseResult {
  readonly outcome: Outcome;
  readonly host: FakeHost;
  /** The written report; undefined when the phase had nothing to do. */
  readonly report: Report | undefined;
  /** Lines of the structured log. */
  readonly records: readonly unknown[];
}

const NOTHING_KEPT = JSON.stringify({
  section: emptyConfigSection,
  files: {},
  differences: [],
  trust: { level: 'trusted', why: 'a test', base: [] },
  rule: 'none',
  file: 'none',
  headSets: false,
  baseUnknown: undefined,
} satisfies Settings);
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Runs one phase of an action with fakes around it: what a user would see, in milliseconds. The workspace is `/workspace`. */
export async function runFakePhase<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  options: FakePhaseOptions = {},
): Promise<FakePhaseResult> {
  const host = createFakeHost({
    ...options,
    // as a main phase that was given nothing but inputs has left it
    ...(options.phase === 'post' ? { state: { [CONFIG_STATE]: NOTHING_KEPT, ...options.state } } : {}),
    env: { GITHUB_WORKSPACE: '/workspace', GITHUB_RUN_ID: '1001', ...options.env },
  });
  const files = options.files ?? createFakeFiles();
  const written = new Map<string, string>();
  const recording: Files = {
    ...files,
    async write(path, content, mode) {
      await files.write(path, content, mode);
      if (typeof content === 'string') written.set(path.slice(path.lastIndexOf('/') + 1), content);
    },
  };
  const outcome = await runInProcess(definition, host, {
    traceparent: TRACEPARENT,
    childEnv: { PATH: '/usr/bin', TRACEPARENT },
    ...options,
    files: recording,
  });
  const report = written.get('report.json');
  const log = written.get('log.jsonl') ?? '';
  return {
    outcome,
    host,
    report: report === undefined ? undefined : (JSON.parse(report) as Report),
    records: log
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line)),
  };
}
