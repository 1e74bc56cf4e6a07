import type { ActionContext } from '@fairlead/core';

/** What a chart is rendered with, as inputs of an action have it. */
export interface ChartInputs {
  /** Folder of the chart, relative to the working directory. */
  readonly chart: string;
  readonly environment: string | undefined;
  readonly values: readonly string[] | undefined;
  readonly set: Readonly<Record<string, string>> | undefined;
  readonly setSecret: Readonly<Record<string, string>> | undefined;
  /** By digest or tag, or the word `chart`. */
  readonly image: string;
  readonly imageKeys: Readonly<Record<string, string>> | undefined;
}

/** Which helm is run, and against which cluster. */
export interface HelmInputs {
  readonly helmVersion: string | undefined;
  readonly helmSha256: string | undefined;
  readonly helmDownloadUrl: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly kubeContext: string | undefined;
}

/** What laying out values takes of an action's context. */
export interface ChartContext
  extends Pick<
    ActionContext,
    'files' | 'host' | 'log' | 'workspace' | 'workingDirectory' | 'saveState' | 'readState'
  > {
  readonly inputs: ChartInputs;
}

/** What running helm takes of an action's context. */
export interface HelmContext
  extends Pick<
    ActionContext,
    'files' | 'host' | 'log' | 'exec' | 'signal' | 'childEnv' | 'workspace' | 'workingDirectory'
  > {
  readonly inputs: HelmInputs;
}
