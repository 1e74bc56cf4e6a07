import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ForgedStep, forgeStep, type OpenRuntime, type PhaseResult } from '@fairlead/testkit';

/** What a lab says of a step beside the runtime. */
export interface StepOfJob {
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly workspace?: string;
}

/** A job in a runtime: its steps share home, temporary folder and tools, as those of a runner do. */
export interface Job {
  readonly runtime: OpenRuntime;
  /** A folder of the job, removed with it. */
  readonly folder: string;
  /** What steps of the job have in common: made by the first that asks, below `folder`. */
  shared<T>(name: string, make: (folder: string) => Promise<T>): Promise<T>;
  /** Waits until as many labs as work in this job have come here: at the same time, as steps in the background do. */
  meet(): Promise<void>;
  step(options: StepOfJob): Promise<ForgedStep>;
  /** Runs the main phase and remembers it. @throws Error when it fails, with its log. */
  main(step: ForgedStep): Promise<PhaseResult>;
  /** All main phases so far. */
  readonly mains: readonly PhaseResult[];
  /** What steps have left below the temporary folder and should have removed. */
  leftovers(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Folders that a step must take away itself: they hold secrets, or copies of caches. */
const PASSING = /^(docker-config|helm-values|cache|build)-/;

/** Opens a job in a runtime that is up, for as many labs as will work in it at the same time. */
export async function openJob(runtime: OpenRuntime, parties: number): Promise<Job> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-job-'));
  const temp = join(folder, 'temp');
  const home = join(folder, 'home');
  for (const name of [temp, home]) await mkdir(name);
  const steps: ForgedStep[] = [];
  const mains: PhaseResult[] = [];
  const waiting: (() => void)[] = [];
  const common = new Map<string, Promise<unknown>>();
  return {
    runtime,
    folder,
    mains,
    shared<T>(name: string, make: (place: string) => Promise<T>): Promise<T> {
      const place = join(folder, name);
      if (!common.has(name))
        common.set(
          name,
          mkdir(place).then(() => make(place)),
        );
      return common.get(name) as Promise<T>;
    },
    meet: () =>
      new Promise((go) => {
        waiting.push(go);
        if (waiting.length === parties) for (const all of waiting.splice(0)) all();
      }),
    async step({ action, inputs, env = {}, ...more }) {
      const places = {
        HOME: home,
        TMPDIR: temp,
        ...('RUNNER_TEMP' in runtime.env ? {} : { RUNNER_TEMP: temp }),
      };
      const { payload } = runtime;
      const all = { ...places, ...runtime.env, ...env };
      const step = await forgeStep({
        action,
        inputs,
        runtimeInputs: runtime.inputs,
        payload,
        ...more,
        env: all,
      });
      steps.push(step);
      return step;
    },
    async main(step) {
      const result = await step.main();
      mains.push(result);
      if (result.exitCode !== 0 || /^::error/m.test(result.log))
        throw new Error(`it ended with ${result.exitCode ?? result.signal}:\n${result.log}`);
      return result;
    },
    async leftovers() {
      const left = await readdir(join(temp, 'fairlead')).catch(() => []);
      return left.filter((name) => PASSING.test(name));
    },
    async close() {
      for (const step of steps) await step.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The outputs of a step; without a runner they are lines of the log. */
export function outputsOf({ outputs, log }: PhaseResult): Readonly<Record<string, string>> {
  const lines = [...log.matchAll(/^output ([\w-]+)=(.*)$/gm)];
  return { ...Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value])), ...outputs };
}
