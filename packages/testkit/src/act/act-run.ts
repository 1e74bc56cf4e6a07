/** One line of act's `--json` log, as far as we read it. */
export interface ActLine {
  readonly level?: string;
  readonly msg?: string;
  readonly time?: string;
  readonly job?: string;
  readonly jobID?: string;
  /** The row of the strategy's matrix; jobs of one matrix have one `jobID`. */
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly jobResult?: string;
  readonly step?: string;
  /** The step's id, or its place in the job; then those of steps of composite actions. */
  readonly stepID?: readonly string[];
  readonly stage?: string;
  readonly stepResult?: string;
  /** Nanoseconds. */
  readonly executionTime?: number;
  readonly command?: string;
  readonly arg?: string;
  readonly name?: string;
  readonly content?: string;
  readonly raw_output?: boolean;
}

/** One phase of one step. */
export interface ActStep {
  readonly job: string;
  /** The step's id, or its place in the job. */
  readonly id: string;
  /** The step's name or its `uses:` line. */
  readonly name: string;
  readonly stage: string;
  result: 'success' | 'failure' | 'skipped' | undefined;
  startedAt: number;
  durationMs: number;
  readonly outputs: Record<string, string>;
  readonly errors: string[];
  readonly warnings: string[];
  readonly notices: string[];
  readonly log: string[];
  summary: string;
}

/** A job and how it ended. */
export interface ActJob {
  readonly id: string;
  result: 'success' | 'failure' | undefined;
  readonly startedAt: number;
  finishedAt: number;
}

/** A whole run of a workflow, built line by line. */
export class ActRun {
  readonly steps: ActStep[] = [];
  readonly jobs: ActJob[] = [];
  /** What act said itself, outside of steps. */
  readonly messages: string[] = [];

  /** Takes one line of the log; text that is not JSON is act's own error output. */
  add(text: string): ActLine | undefined {
    const line = parseLine(text);
    if (line === undefined) {
      if (text.trim() !== '') this.messages.push(text);
      return undefined;
    }
    if (line.jobID === undefined) {
      this.messages.push(line.msg ?? '');
      return line;
    }
    const at = Date.now();
    const job = this.#job(line.jobID, at);
    job.finishedAt = at;
    if (line.jobResult === 'success' || line.jobResult === 'failure') job.result = line.jobResult;
    if (line.step !== undefined && line.stage !== undefined) fillStep(this.#step(line, at), line);
    return line;
  }

  /** The first step of a job whose name contains `part`, in the given stage. */
  step(job: string, part: string, stage = 'Main'): ActStep | undefined {
    return this.steps.find((step) => step.job === job && step.stage === stage && step.name.includes(part));
  }

  /** The step that a line belongs to; two steps with one `uses:` line are two. */
  stepOf(line: ActLine): ActStep | undefined {
    return this.steps.find(
      ({ job, id, stage }) => job === line.jobID && stage === line.stage && id === idOf(line),
    );
  }

  #job(id: string, at: number): ActJob {
    const known = this.jobs.find((job) => job.id === id);
    if (known !== undefined) return known;
    const job: ActJob = { id, result: undefined, startedAt: at, finishedAt: at };
    this.jobs.push(job);
    return job;
  }

  #step(line: ActLine, at: number): ActStep {
    const known = this.stepOf(line);
    if (known !== undefined) return known;
    const { jobID: job = '', step: name = '', stage = '' } = line;
    const step: ActStep = {
      job,
      id: idOf(line),
      name,
      stage,
      result: undefined,
      startedAt: at,
      durationMs: 0,
      outputs: {},
      errors: [],
      warnings: [],
      notices: [],
      log: [],
      summary: '',
    };
    this.steps.push(step);
    return step;
  }
}

function idOf({ stepID, step }: ActLine): string {
  return stepID?.[0] ?? step ?? '';
}

function fillStep(step: ActStep, line: ActLine): void {
  const message = (line.msg ?? '').replace(/\n$/, '');
  if (line.msg?.startsWith('⭐ Run') === true) step.startedAt = Date.now();
  if (line.stepResult === 'success' || line.stepResult === 'failure' || line.stepResult === 'skipped') {
    step.result = line.stepResult;
    step.durationMs = (line.executionTime ?? 0) / 1e6;
  }
  if (line.command === 'set-output') step.outputs[line.name ?? ''] = line.arg ?? '';
  if (line.command === 'summary') step.summary += line.content ?? '';
  if (line.command === 'error') step.errors.push(line.arg ?? '');
  if (line.command === 'warning') step.warnings.push(line.arg ?? '');
  if (line.command === 'notice') step.notices.push(line.arg ?? '');
  if (line.raw_output === true || line.command === 'error' || line.command === 'warning')
    step.log.push(message);
}

function parseLine(text: string): ActLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as ActLine;
  } catch {
    return undefined;
  }
}
