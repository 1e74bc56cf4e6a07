import type { SourceLocation } from '../errors/fairlead-error.ts';

/** Severity of an annotation. */
export type AnnotationLevel = 'notice' | 'warning' | 'error';

/** A message shown beside a line of the user's code. */
export interface Annotation extends Partial<SourceLocation> {
  readonly level: AnnotationLevel;
  readonly title?: string | undefined;
  readonly message: string;
}

/** The machine that runs us: GitHub's runner, act, or a plain shell. */
export interface Host {
  readonly kind: 'github' | 'local';
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The raw text of an input; undefined when it was not given or is empty. */
  input(name: string): string | undefined;
  setOutput(name: string, value: string): void;
  /** Value saved by the main phase for the post phase; empty when none was saved. */
  readState(name: string): string;
  saveState(name: string, value: string): void;
  /** Registers a value that must never appear in the log. */
  mask(value: string): void;
  /**
   * Hides a value in everything that is told from here on, without telling it to the runner: for what was found in code, which
   * nobody handed to us. `mask` hands it over by a line of the log.
   */
  hide(value: string): void;
  /** The text with everything that was registered hidden; for files that we write ourselves. */
  redact(text: string): string;
  info(line: string): void;
  debug(line: string): void;
  annotate(annotation: Annotation): void;
  openGroup(title: string): void;
  closeGroup(): void;
  /** Appends Markdown to the step summary. */
  appendSummary(markdown: string): void;
  setExitCode(code: number): void;
}
