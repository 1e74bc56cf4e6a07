import { type Annotation, type Host, Redactor } from '@fairlead/core';

/** What a fake host is given. */
export interface FakeHostOptions {
  /** Inputs by kebab-case name. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Called before an output is set; throws as a runner does that takes none. */
  readonly onOutput?: (name: string) => void;
  /** Called before the summary is written; throws as a full disk does. */
  readonly onSummary?: () => void;
  /** State of an earlier phase. */
  readonly state?: Readonly<Record<string, string>>;
}

/** A host that remembers everything that it was told. */
export interface FakeHost extends Host {
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly masks: readonly string[];
  /** Log lines as people see them: redacted, groups as `▸ name`, debug lines as `debug: …`. */
  readonly lines: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly summary: string;
  /** Undefined until it is set. */
  readonly exitCode: number | undefined;
}

/** Makes a host in memory. */
export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
  const redactor = new Redactor();
  const outputs: Record<string, string> = {};
  const state: Record<string, string> = { ...options.state };
  const [masks, lines]: [string[], string[]] = [[], []];
  const annotations: Annotation[] = [];
  let summary = '';
  let exitCode: number | undefined;
  const say = (line: string): void => void lines.push(redactor.redact(line));
  return {
    kind: 'github',
    env: options.env ?? {},
    outputs,
    state,
    masks,
    lines,
    annotations,
    get summary() {
      return summary;
    },
    get exitCode() {
      return exitCode;
    },
    input: (name) => options.inputs?.[name]?.trim() || undefined,
    setOutput: (name, value) => {
      options.onOutput?.(name);
      outputs[name] = value;
    },
    readState: (name) => state[name] ?? '',
    saveState: (name, value) => {
      state[name] = value;
    },
    mask: (value) => {
      masks.push(value);
      redactor.add(value);
    },
    hide: (value) => void redactor.add(value),
    redact: (text) => redactor.redact(text),
    info: say,
    debug: (line) => say(`debug: ${line}`),
    annotate: (annotation) =>
      void annotations.push({ ...annotation, message: redactor.redact(annotation.message) }),
    openGroup: (title) => say(`▸ ${title}`),
    closeGroup: () => {},
    appendSummary: (markdown) => {
      options.onSummary?.();
      summary += redactor.redact(markdown);
    },
    setExitCode: (code) => {
      exitCode = code;
    },
  };
}
