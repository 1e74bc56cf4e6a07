import type { Progress } from './progress.ts';

/** One thing that a cluster or a machine offers or lacks. */
export interface Finding {
  readonly what: string;
  /** `unknown` when it was not looked for or may not be read. */
  readonly state: 'offers' | 'lacks' | 'unknown';
  /** Whether the pipeline runs without it, too. */
  readonly optional?: true;
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** The outcome of `check`. */
export interface CheckReport {
  readonly provider: ProviderName;
  readonly cluster: string;
  /** Whether everything is there that is needed; what was not looked for does not count. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/** Whether nothing is lacking that is needed. */
export function lacksNothing(findings: readonly Finding[]): boolean {
  return findings.every(({ state, optional }) => state !== 'lacks' || optional === true);
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
