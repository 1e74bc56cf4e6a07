import type { Progress } from './progress.ts';

/** One thing that a cluster or a machine offers or lacks. */
export interface Finding {
  readonly what: string;
  /** `lacks` does not stop anything by itself; what needs the thing says so. */
  readonly state: 'offers' | 'lacks' | 'unknown';
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** The outcome of `check`. */
export interface CheckReport {
  readonly provider: ProviderName;
  readonly cluster: string;
  /** Whether everything is there that a deployment needs. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/** The outcome of another command: lines for people, and all facts for `--json`. */
export interface CommandResult {
  readonly ok: boolean;
  readonly lines: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Kinds of clusters. */
export type ProviderName = 'native' | 'kubeconfig';

/** A kind of cluster behind the four commands. */
export interface Provider {
  readonly name: ProviderName;
  up(progress: Progress): Promise<CommandResult>;
  status(): Promise<CommandResult>;
  check(): Promise<CheckReport>;
  down(progress: Progress): Promise<CommandResult>;
}
