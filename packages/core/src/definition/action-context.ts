import type { EventContext } from '../event/event-context.ts';
import type { InputShape, Inputs } from '../inputs/parse-inputs.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exec } from '../ports/exec.ts';
import type { Files } from '../ports/files.ts';
import type { CommittedFiles, Git } from '../ports/git.ts';
import type { Host } from '../ports/host.ts';
import type { Http } from '../ports/http.ts';
import type { Outcome, Phase } from '../report/report.ts';
import type { ReportBuilder } from '../report/report-builder.ts';
import type { Trust } from '../trust/judge-event.ts';
import type { SettingFile } from '../trust/settings.ts';
import type { OutputShape } from './output-shape.ts';

/** Where a value came from: the workflow's `with:`, the config file that is checked out or that of the base commit, or the default. */
export type InputOrigin = 'with' | SettingFile | 'default';

/** A running stage, as its work is given it. */
export interface Stage {
  /** Says how the stage ended, where it does not end by throwing; the last word counts. */
  end(outcome: Outcome, reason?: string): void;
}

/** What an action needs from the world. */
export interface Ports {
  readonly host: Host;
  readonly exec: Exec;
  readonly files: Files;
  readonly http: Http;
  readonly clock: Clock;
  readonly git: Git;
  /** The server that holds the repository, for commits that the clone lacks; undefined where none can be asked. */
  readonly forge?: CommittedFiles | undefined;
}

/** What `run` and `post` are given. */
export interface ActionContext<I extends InputShape = InputShape, O extends OutputShape = OutputShape>
  extends Ports {
  readonly phase: Phase;
  readonly inputs: Inputs<I>;
  readonly event: EventContext;
  /** Whose code this is, and so whose word counts. */
  readonly trust: Trust;
  /** Where the value of an input came from. */
  origin(input: keyof I & string): InputOrigin;
  readonly log: Logger;
  readonly report: ReportBuilder;
  /** Folder for the report, the structured log and evidence; kept after the step. */
  readonly reportFolder: string;
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** Absolute path of `working-directory` below the workspace (the workspace itself without that input). */
  readonly workingDirectory: string;
  /** Aborted when the run is cancelled. Hand it to everything that waits. */
  readonly signal: AbortSignal;
  /** The explicit environment for child processes, TRACEPARENT included. */
  readonly childEnv: Readonly<Record<string, string>>;
  /** Runs a named stage in its own log group, timed; shows progress while it lasts. */
  stage<T>(name: string, work: (stage: Stage) => Promise<T>): Promise<T>;
  /**
   * Says how the run came out, in a word of the definition's `outcomes` or of the core's, and why in one sentence with
   * the numbers. The last word counts. A failure keeps its own reason, and its own word unless the definition lists the
   * settled one under `failedOutcomes`.
   */
  settle(outcome: string, reason?: string): void;
  /** Sets an output. It is written at once, so it survives a later failure. */
  output(name: keyof O & string, value: string): void;
  /** Adds Markdown to the action's section of the step summary. */
  summarize(markdown: string): void;
  /** Writes no step summary when the run ends well and nothing has to stand on its top. */
  keepQuiet(): void;
  /** Value saved for the post phase (JSON). */
  saveState(name: string, value: unknown): void;
  /** Value that the main phase saved; undefined when there is none. */
  readState<T>(name: string): T | undefined;
}
