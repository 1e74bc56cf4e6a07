import type { ActionContext } from '@fairlead/core';

/** What the plan and the checks need of the context; tests can build it from literals. */
export interface GatePorts
  extends Pick<
    ActionContext,
    | 'exec'
    | 'files'
    | 'git'
    | 'trust'
    | 'forge'
    | 'http'
    | 'event'
    | 'log'
    | 'signal'
    | 'clock'
    | 'childEnv'
    | 'workspace'
    | 'workingDirectory'
    | 'reportFolder'
    | 'report'
  > {
  /** Hides texts that must be told nowhere, and says where the cache of the CI service is. */
  readonly host: Pick<ActionContext['host'], 'hide' | 'mask' | 'env'>;
  /** Sets an output. */
  output(name: string, value: string): void;
}
