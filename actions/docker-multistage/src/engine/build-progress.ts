/** One step of a build, as BuildKit's plain progress tells it. */
export interface BuildStep {
  /** BuildKit's own number. */
  readonly id: number;
  /** Such as `[build 3/7] COPY go.mod go.sum ./`. */
  readonly name: string;
  /** Seconds that it took; undefined when the output did not say. */
  readonly seconds: number | undefined;
  readonly outcome: 'done' | 'cached' | 'failed' | 'cancelled' | 'unfinished';
  /** What went wrong, for a failed step. */
  readonly error: string | undefined;
  /** What the step itself printed, the last lines of it. */
  readonly output: readonly string[];
}

/** Reads progress line by line; can be asked at any time. */
export interface ProgressReader {
  /** Takes one line; says whether it is worth showing to people. */
  read(line: string): boolean;
  steps(): readonly BuildStep[];
  /** Lines outside of steps, the last of them: the engine's final word. */
  readonly loose: readonly string[];
}

/** Lines kept of each step: enough to hold a compiler's complaints. */
const KEPT_LINES = 60;

type MutableStep = { -readonly [K in keyof BuildStep]: BuildStep[K] } & { output: string[] };

/** Makes a reader of BuildKit's plain progress, of the built-in builder and of buildx. */
export function readProgress(): ProgressReader {
  const steps = new Map<number, MutableStep>();
  const loose: string[] = [];
  return {
    read(line) {
      const [, number, rest = ''] = /^#(\d+) (.*)$/.exec(line) ?? [];
      if (number === undefined) {
        const empty = /^\s*-*$/.test(line); // the engine rules its last words off with dashes
        if (!empty) keep(loose, line);
        return !empty;
      }
      const id = Number(number);
      if (/^sha256:[0-9a-f]{64}$/.test(rest)) return false; // the step's cache key, noise to people
      const step = steps.get(id);
      if (step === undefined) {
        steps.set(id, {
          id,
          name: rest,
          seconds: undefined,
          outcome: 'unfinished',
          error: undefined,
          output: [],
        });
        return true;
      }
      return update(step, rest);
    },
    steps: () => [...steps.values()].sort((a, b) => a.id - b.id),
    loose,
  };
}

function update(step: MutableStep, text: string): boolean {
  const done = /^DONE (\d+(?:\.\d+)?)s$/.exec(text);
  if (done !== null) {
    step.seconds = Number(done[1]);
    if (step.outcome === 'unfinished') step.outcome = 'done';
    return true;
  }
  if (text === 'CACHED') step.outcome = 'cached';
  else if (text === 'CANCELED') step.outcome = 'cancelled';
  else if (text.startsWith('ERROR: '))
    Object.assign(step, { outcome: 'failed', error: text.slice('ERROR: '.length) });
  else if (/^\d+\.\d+ /.test(text)) keep(step.output, text.replace(/^\d+\.\d+ /, ''));
  return text !== step.name; // the name is repeated when the output jumps between steps
}

function keep(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > KEPT_LINES) lines.shift();
}

/** Steps that the author wrote, without the builder's own housekeeping. */
export function authoredSteps(steps: readonly BuildStep[]): readonly BuildStep[] {
  return steps.filter((step) => /^\[(?!internal\])[^\]]*\d+\/\d+\]/.test(step.name));
}
