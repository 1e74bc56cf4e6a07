/** Writes one structured record a line beside the human log (OBS-09). */
export interface LogRecord {
  readonly timestamp: string;
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  /** The action. */
  readonly service: string;
  readonly message: string;
  /** The run and attempt, the id under which people look it up. */
  readonly business_id: string;
  readonly trace_id: string;
  readonly stage?: string | undefined;
  readonly duration_ms?: number | undefined;
}

/** What actions use to speak to people. */
export interface Logger {
  info(line: string): void;
  debug(line: string): void;
  /** Something worth knowing that is no warning, in the log and beside the run. */
  notice(line: string): void;
  /** A warning in the log and as an annotation. */
  warn(line: string): void;
}
