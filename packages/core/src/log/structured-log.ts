import { errorMessage } from '../errors/classify.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Host } from '../ports/host.ts';
import { cutText } from '../util/bound.ts';
import { LIMITS } from '../util/limits.ts';
import type { Logger, LogRecord } from './logger.ts';

/** What every record carries. */
export interface StructuredLogOptions {
  /** Absolute path of the JSON lines file. */
  readonly file: string;
  readonly service: string;
  readonly businessId: string;
  readonly traceId: string;
}

/** Characters that a record has beside its message. */
const RECORD_FRAME = 200;

/** Says each line to people through the host and keeps it as a JSON record; the records are written at the end. */
export class StructuredLog implements Logger {
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #options: StructuredLogOptions;
  readonly #records: LogRecord[] = [];
  #room: number = LIMITS.log;
  #left = 0;
  #stage: string | undefined;

  constructor(host: Host, clock: Clock, options: StructuredLogOptions) {
    this.#host = host;
    this.#clock = clock;
    this.#options = options;
  }

  info(line: string): void {
    this.#host.info(line);
    this.record('info', line);
  }

  debug(line: string): void {
    this.#host.debug(line);
    this.record('debug', line);
  }

  notice(line: string): void {
    this.#host.annotate({ level: 'notice', message: line });
    this.record('info', line);
  }

  warn(line: string): void {
    this.#host.annotate({ level: 'warning', message: line });
    this.record('warning', line);
  }

  enterStage(name: string): void {
    this.#stage = name;
    this.record('debug', `${name}: started`);
  }

  leaveStage(line: string, durationMs: number): void {
    this.#host.info(line);
    this.record('info', line, durationMs);
    this.#stage = undefined;
  }

  /** Keeps a record without saying it. */
  record(level: LogRecord['level'], message: string, durationMs?: number): void {
    if (level !== 'error' && this.#room <= 0) {
      this.#left += 1;
      return;
    }
    const shown = cutText(message, LIMITS.logLine);
    this.#room -= shown.length + RECORD_FRAME;
    this.#records.push({
      timestamp: new Date(this.#clock.now()).toISOString(),
      level,
      service: this.#options.service,
      message: this.#host.redact(shown),
      business_id: this.#options.businessId,
      trace_id: this.#options.traceId,
      stage: this.#stage,
      duration_ms: durationMs === undefined ? undefined : Math.round(durationMs),
    });
  }

  /** Writes all records so far, without registered secrets. A full disk must not change the run's outcome. */
  async flush(files: Files): Promise<void> {
    const left = this.#left > 0 ? `${JSON.stringify({ left_out: this.#left })}\n` : '';
    const lines = this.#records.map((record) => `${JSON.stringify(record)}\n`).join('') + left;
    try {
      await files.write(this.#options.file, lines);
    } catch (error) {
      this.#host.debug(`the log could not be written to ${this.#options.file}: ${errorMessage(error)}`);
    }
  }
}
