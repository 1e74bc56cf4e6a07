import { describeAnnotation } from '../log/describe-annotation.ts';
import type { Host } from '../ports/host.ts';
import { plainSummary } from '../render/plain-summary.ts';
import type { Redactor } from '../secrets/redactor.ts';

/** What a local run is given instead of a runner. */
export interface LocalHostOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Inputs by kebab-case name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly redactor: Redactor;
  /** Where a line of the log goes. */
  readonly print: (line: string) => void;
  readonly setExitCode: (code: number) => void;
  /** Saved state of an earlier phase. */
  readonly state?: Map<string, string>;
  readonly onOutput?: (name: string, value: string) => void;
  readonly onSummary?: (markdown: string) => void;
}

/** A plain shell: no runner, no files; everything is printed. */
export function createLocalHost(options: LocalHostOptions): Host {
  const { redactor, print } = options;
  const state = options.state ?? new Map<string, string>();
  const say = (line: string): void => print(redactor.redact(line));
  return {
    kind: 'local',
    env: options.env,
    input: (name) => options.inputs[name]?.trim() || undefined,
    setOutput: (name, value) =>
      (options.onOutput ?? ((key, text) => say(`output ${key}=${text}`)))(name, value),
    readState: (name) => state.get(name) ?? '',
    saveState: (name, value) => void state.set(name, value),
    mask: (value) => void redactor.add(value),
    hide: (value) => void redactor.add(value),
    redact: (text) => redactor.redact(text),
    info: say,
    debug: (line) => (options.env['FAIRLEAD_DEBUG'] === undefined ? undefined : say(`debug: ${line}`)),
    annotate: (annotation) => say(describeAnnotation(annotation)),
    openGroup: (title) => say(`▸ ${title}`),
    closeGroup: () => {},
    appendSummary: (markdown) =>
      (options.onSummary ?? ((text) => say(plainSummary(text))))(redactor.redact(markdown)),
    setExitCode: options.setExitCode,
  };
}
