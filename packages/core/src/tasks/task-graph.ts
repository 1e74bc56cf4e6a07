import type { Clock } from '../ports/clock.ts';
import { assertKnown, invalid, topologicalOrder } from './order.ts';
import { ReadyQueue } from './ready-queue.ts';
import { runTask } from './run-task.ts';
import type { Task, TaskContext, TaskResult } from './task.ts';

/** How a graph is carried out. */
export interface TaskGraphOptions {
  readonly clock: Clock;
  /** Slots for running tasks; at least 1. */
  readonly slots: number;
  /** Aborting cancels what runs and keeps the rest from starting. */
  readonly signal?: AbortSignal | undefined;
  /** Other starts that a ready task waits through before its priority counts one more; default 10. */
  readonly startsPerPoint?: number | undefined;
  /** After a failure, start nothing more and cancel what runs; default: only what depends on it is blocked. */
  readonly stopOnFailure?: boolean | undefined;
  /** Told at each start and end, for progress lines. */
  readonly onChange?: ((name: string, state: 'started' | TaskResult['outcome']) => void) | undefined;
}

/** The outcome of a whole graph. */
export interface GraphResult {
  /** Every task by name, added ones included. */
  readonly tasks: ReadonlyMap<string, TaskResult>;
  /** Names in the order of their start. */
  readonly order: readonly string[];
  /** Whether every task succeeded. */
  readonly ok: boolean;
}

/**
 * Work inside a job: tasks with dependencies, priorities with ageing, weighted slots, retries, and tasks that are added
 * while others run (TRG-09, TRG-10, TRG-11). A graph is run once.
 */
export class TaskGraph {
  readonly #options: TaskGraphOptions;
  readonly #tasks = new Map<string, Task>();
  readonly #waitingFor = new Map<string, Set<string>>();
  readonly #followers = new Map<string, Set<string>>();
  readonly #results = new Map<string, TaskResult>();
  readonly #order: string[] = [];
  readonly #ready: ReadyQueue<Task>;
  readonly #controller = new AbortController();
  #freeSlots: number;
  #state: 'new' | 'running' | 'done' = 'new';
  #finish: () => void = () => {};

  constructor(options: TaskGraphOptions) {
    this.#options = options;
    this.#freeSlots = Math.max(1, Math.floor(options.slots));
    this.#ready = new ReadyQueue({ startsPerPoint: options.startsPerPoint ?? 10 });
  }

  /**
   * Adds a task, before or during the run. Before the run, tasks may be added in any order.
   *
   * @throws InternalError TASK_GRAPH_INVALID for a taken name; during the run also for an unknown dependency.
   */
  add(task: Task): this {
    if (this.#state === 'done') throw invalid(`task ${JSON.stringify(task.name)} came after the end`);
    if (this.#tasks.has(task.name)) throw invalid(`task ${JSON.stringify(task.name)} is there twice`);
    if (this.#state === 'running') assertKnown(task.name, task.after, new Set(this.#tasks.keys()));
    this.#tasks.set(task.name, task);
    if (this.#state === 'running') {
      this.#place(task);
      this.#startReady();
    }
    return this;
  }

  /**
   * Runs everything. Failures are results, not rejections.
   *
   * @throws InternalError TASK_GRAPH_INVALID before anything starts: unknown dependency, or a cycle with its nodes.
   */
  async run(): Promise<GraphResult> {
    if (this.#state !== 'new') throw invalid('a task graph is run once');
    topologicalOrder([...this.#tasks.values()]);
    this.#state = 'running';
    const cancel = (): void => this.#cancel();
    this.#options.signal?.addEventListener('abort', cancel, { once: true });
    await new Promise<void>((resolve) => {
      this.#finish = resolve;
      for (const task of [...this.#tasks.values()]) this.#place(task);
      if (this.#options.signal?.aborted === true) this.#cancel();
      this.#startReady();
    });
    this.#state = 'done';
    this.#options.signal?.removeEventListener('abort', cancel);
    const ok = [...this.#results.values()].every((result) => result.outcome === 'success');
    return { tasks: this.#results, order: this.#order, ok };
  }

  /** Sorts a task in: ready, waiting for others, or blocked by one that has failed already. */
  #place(task: Task): void {
    const before = new Set(task.after);
    for (const name of before) {
      if (!this.#followers.has(name)) this.#followers.set(name, new Set());
      this.#followers.get(name)?.add(task.name);
    }
    const failed = [...before].filter(
      (name) => (this.#results.get(name)?.outcome ?? 'success') !== 'success',
    );
    if (failed.length > 0) {
      this.#settle(neverStarted(task.name, 'blocked', failed));
      return;
    }
    const open = [...before].filter((name) => !this.#results.has(name));
    this.#waitingFor.set(task.name, new Set(open));
    if (open.length === 0) this.#makeReady(task);
  }

  #makeReady(task: Task): void {
    if (this.#controller.signal.aborted) this.#settle(neverStarted(task.name, 'cancelled'));
    else this.#ready.add(task, task.priority ?? 0, this.#weightOf(task));
  }

  #weightOf({ weight }: Task): number {
    const all = Math.max(1, Math.floor(this.#options.slots));
    return Math.min(all, Math.max(0, weight ?? 1));
  }

  #startReady(): void {
    for (;;) {
      const task = this.#ready.take(this.#freeSlots);
      if (task === undefined) break;
      this.#start(task);
    }
    if (this.#results.size === this.#tasks.size) this.#finish();
  }

  #start(task: Task): void {
    const weight = this.#weightOf(task);
    this.#freeSlots -= weight;
    this.#order.push(task.name);
    this.#options.onChange?.(task.name, 'started');
    const { signal } = this.#controller;
    void runTask(task, this.#options.clock, signal, (attempt) => this.#contextOf(attempt)).then((result) => {
      this.#freeSlots += weight;
      this.#settle(result);
      if (result.outcome === 'failure' && this.#options.stopOnFailure === true) this.#cancel();
      this.#startReady();
    });
  }

  #contextOf(attempt: number): TaskContext {
    return {
      attempt,
      signal: this.#controller.signal,
      add: (task) => void this.add(task),
      result: <T>(name: string): T => {
        const result = this.#results.get(name);
        if (result?.outcome !== 'success') throw invalid(`task ${JSON.stringify(name)} has no result`);
        return result.value as T;
      },
    };
  }

  /** Keeps a result and moves on what waited for it. */
  #settle(result: TaskResult): void {
    const settled = [result];
    for (let next = settled.pop(); next !== undefined; next = settled.pop()) {
      if (this.#results.has(next.name)) continue; // reached by two ways
      this.#results.set(next.name, next);
      this.#options.onChange?.(next.name, next.outcome);
      for (const name of this.#followers.get(next.name) ?? []) {
        const follower = this.#tasks.get(name);
        if (follower === undefined || this.#results.has(name)) continue;
        if (next.outcome !== 'success') {
          settled.push(
            neverStarted(name, next.outcome === 'cancelled' ? 'cancelled' : 'blocked', [next.name]),
          );
          continue;
        }
        const open = this.#waitingFor.get(name);
        open?.delete(next.name);
        if (open?.size === 0) this.#makeReady(follower);
      }
    }
  }

  /** Cancels what runs; what has not started is over at once. */
  #cancel(): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort();
    for (const task of this.#ready.drain()) this.#settle(neverStarted(task.name, 'cancelled'));
    if (this.#results.size === this.#tasks.size) this.#finish();
  }
}

function neverStarted(
  name: string,
  outcome: 'blocked' | 'cancelled',
  blockedBy: readonly string[] = [],
): TaskResult {
  return { name, outcome, attempts: 0, durationMs: 0, blockedBy };
}
