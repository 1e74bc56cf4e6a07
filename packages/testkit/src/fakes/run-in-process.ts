import {
  type ActionDefinition,
  type CommittedFiles,
  type Exec,
  type FairleadError,
  type Files,
  type Git,
  type Host,
  type Http,
  type InputShape,
  type Outcome,
  type OutputShape,
  runPhase,
} from '@fairlead/core';
import { createFakeClock, type FakeClock } from '../clock/fake-clock.ts';
import { createFakeExec } from './fake-exec.ts';
import { createFakeFiles } from './fake-files.ts';
import { createFakeGit } from './fake-git.ts';
import { createFakeHttp } from './fake-http.ts';

/** A phase in this process; every port that is left out is an empty fake. */
export interface InProcessOptions {
  readonly phase?: 'main' | 'post' | undefined;
  readonly exec?: Exec | undefined;
  readonly files?: Files | undefined;
  readonly http?: Http | undefined;
  readonly clock?: Pick<FakeClock, 'now' | 'monotonic' | 'sleep'> | undefined;
  readonly git?: Git | undefined;
  readonly forge?: CommittedFiles | undefined;
  readonly payload?: unknown;
  /** Why the event could not be read. */
  readonly eventProblem?: FairleadError | undefined;
  readonly traceparent?: string | undefined;
  readonly childEnv?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs one phase of an action in this process, as a test needs it: with fakes or with the real thing around it. */
export function runInProcess<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  host: Host,
  options: InProcessOptions,
): Promise<Outcome> {
  return runPhase(definition, {
    phase: options.phase ?? 'main',
    ports: {
      host,
      exec: options.exec ?? createFakeExec(),
      files: options.files ?? createFakeFiles(),
      http: options.http ?? createFakeHttp(),
      clock: options.clock ?? createFakeClock(),
      git: options.git ?? createFakeGit(),
      forge: options.forge,
    },
    payload: options.payload ?? {},
    eventProblem: options.eventProblem,
    traceparent: options.traceparent ?? '',
    childEnv: options.childEnv ?? {},
    signal: options.signal ?? new AbortController().signal,
  });
}
