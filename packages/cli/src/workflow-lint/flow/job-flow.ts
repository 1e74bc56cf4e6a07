import { data } from '@actions/expressions';
import { conditionOf, piecesOf } from '../model/expressions.ts';
import type { PlacedText } from '../model/spot.ts';
import type { Job, Workflow } from '../model/workflow.ts';
import {
  asksStatus,
  evaluate,
  isTrue,
  parseExpression,
  UNKNOWN,
  type Value,
  type World,
} from './evaluate.ts';
import type { Scenario } from './scenarios.ts';

type Result = 'success' | 'failure' | 'skipped' | undefined;

const bool = (value: boolean): Value => new data.BooleanData(value);
const string = (value: string): Value => new data.StringData(value);

/** Which jobs run when a workflow starts in one way, and some of its jobs fail. */
export class JobFlow {
  readonly #jobs: ReadonlyMap<string, Job>;
  readonly #scenario: Scenario;
  readonly #failed: ReadonlySet<string>;
  readonly #results = new Map<string, Result>();
  readonly #wentWell = new Map<string, boolean | undefined>();

  constructor({ jobs }: Pick<Workflow, 'jobs'>, scenario: Scenario, failed: Iterable<string> = []) {
    this.#jobs = new Map(jobs.map((job) => [job.id, job]));
    this.#scenario = scenario;
    this.#failed = new Set(failed);
  }

  /** Whether a job runs; undefined when nobody knows before. */
  runs(job: Job): boolean | undefined {
    const result = this.#result(job);
    return result === undefined ? undefined : result !== 'skipped';
  }

  /** Whether an `if:` of a step holds while all went well; undefined when nobody knows before. */
  holds(job: Job, condition: PlacedText | undefined): boolean | undefined {
    return condition === undefined ? true : this.#condition(condition.text, this.#world(job, true));
  }

  /** What a text comes to; undefined when nobody knows before. */
  text(job: Job, text: string): string | undefined {
    let whole = '';
    for (const piece of piecesOf(text)) {
      if ('plain' in piece) whole += piece.plain;
      else {
        const expr = parseExpression(piece.expression);
        const value = expr === undefined ? UNKNOWN : evaluate(expr, this.#world(job, true));
        if (value === UNKNOWN) return undefined;
        whole += value.coerceString();
      }
    }
    return whole;
  }

  #result(job: Job): Result {
    if (this.#results.has(job.id)) return this.#results.get(job.id);
    this.#results.set(job.id, undefined); // of a circle nobody knows
    const before = this.#before(job);
    const world = this.#world(job, before);
    const runs = job.if === undefined ? before : this.#condition(job.if.text, world);
    const result =
      runs === undefined ? undefined : !runs ? 'skipped' : this.#failed.has(job.id) ? 'failure' : 'success';
    this.#results.set(job.id, result);
    return result;
  }

  /** Whether all jobs went well that this one needs, near or far; undefined when nobody knows. */
  #before(job: Job): boolean | undefined {
    if (this.#wentWell.has(job.id)) return this.#wentWell.get(job.id);
    this.#wentWell.set(job.id, undefined); // of a circle nobody knows
    const needed = job.needs.flatMap((id) => this.#jobs.get(id) ?? []);
    const results = needed.map((each) => this.#result(each));
    const before = needed.map((each) => this.#before(each));
    const bad =
      results.some((result) => result === 'failure' || result === 'skipped') || before.includes(false);
    const open = results.includes(undefined) || before.includes(undefined);
    const wentWell = bad ? false : open ? undefined : true;
    this.#wentWell.set(job.id, wentWell);
    return wentWell;
  }

  #condition(text: string, world: World): boolean | undefined {
    const condition = conditionOf(text);
    const expr = condition === undefined ? undefined : parseExpression(condition);
    if (expr === undefined) return undefined;
    const value = isTrue(evaluate(expr, world));
    if (asksStatus(expr)) return value;
    const before = isTrue(world.status('success'));
    if (value === false || before === false) return false;
    return value === undefined || before === undefined ? undefined : true;
  }

  #world(job: Job, before: boolean | undefined): World {
    const success = before === undefined ? UNKNOWN : bool(before);
    const status: Readonly<Record<string, Value>> = {
      always: bool(true),
      cancelled: bool(false),
      success,
      // while nothing is said to fail, anything may
      failure: this.#failed.size === 0 || before === undefined ? UNKNOWN : bool(!before),
    };
    return { context: (path) => this.#context(job, path), status: (name) => status[name] ?? UNKNOWN };
  }

  #context(job: Job, [context, key, field, ...more]: readonly string[]): Value {
    if (context === 'github' && field === undefined) return this.#github(key);
    if (context !== 'needs' || field !== 'result' || more.length > 0) return UNKNOWN;
    const needed = job.needs.map((id) => this.#jobs.get(id)).find((each) => each?.id.toLowerCase() === key);
    const result = needed === undefined ? undefined : this.#result(needed);
    return result === undefined ? UNKNOWN : string(result);
  }

  #github(key: string | undefined): Value {
    const { event, ref } = this.#scenario;
    if (key === 'event_name') return event === 'workflow_call' ? UNKNOWN : string(event);
    if (ref === undefined) return UNKNOWN;
    if (key === 'ref') return string(ref);
    if (key === 'ref_name') return string(ref.replace(/^refs\/(heads|tags|pull)\//, ''));
    if (key === 'ref_type') return string(ref.startsWith('refs/tags/') ? 'tag' : 'branch');
    return UNKNOWN;
  }
}

/** All jobs that a job needs, near or far. */
export function needsClosure(job: Job, jobs: ReadonlyMap<string, Job>): ReadonlySet<Job> {
  const found = new Set<Job>();
  const queue = [...job.needs];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const needed = jobs.get(id);
    if (needed === undefined || needed === job || found.has(needed)) continue;
    found.add(needed);
    queue.push(...needed.needs);
  }
  return found;
}
